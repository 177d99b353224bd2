# exercise: perceptron-train
# belief: find all mistakes first, then correct them together
# symptom: corrected at once
# fails: test-perceptron-train-order
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    updates = 0
    while updates < max_updates:
        scores = inputs @ model.linear.weight.numpy()[:, 0] + model.linear.bias.numpy()[0]
        wrong = np.flatnonzero(labels * scores <= 0)[: max_updates - updates]
        if len(wrong) == 0:
            break
        for i in wrong:
            model.linear.weight.data += labels[i] * inputs[i].reshape(-1, 1)
            model.linear.bias.data += labels[i]
        updates += len(wrong)
    return updates
