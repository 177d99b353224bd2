# exercise: perceptron-train
# belief: after a correction begin again with the first example
# symptom: visited in order
# fails: test-perceptron-train-order
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    updates = 0
    while updates < max_updates:
        for x, label in zip(inputs, labels):
            if rosenblatt_step(model, x, label):
                updates += 1
                break
        else:
            break
    return updates
