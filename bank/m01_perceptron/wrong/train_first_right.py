# exercise: perceptron-train
# belief: the first right answer means that it is learned
# symptom: training example is right
# fails: test-perceptron-train-separates
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    updates = 0
    while updates < max_updates:
        for x, label in zip(inputs, labels):
            if updates == max_updates or not rosenblatt_step(model, x, label):
                return updates
            updates += 1
    return updates
