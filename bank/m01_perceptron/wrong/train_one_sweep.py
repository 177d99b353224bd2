# exercise: perceptron-train
# belief: seeing every example once is enough
# symptom: training example is right
# fails: test-perceptron-train-separates
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    updates = 0
    for x, label in zip(inputs, labels):
        if updates < max_updates and rosenblatt_step(model, x, label):
            updates += 1
    return updates
