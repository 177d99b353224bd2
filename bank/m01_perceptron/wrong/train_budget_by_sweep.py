# exercise: perceptron-train
# belief: the budget is looked at between sweeps
# symptom: budget
# fails: test-perceptron-train-budget
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    updates = 0
    while updates < max_updates:
        made = sum(rosenblatt_step(model, x, label) for x, label in zip(inputs, labels))
        updates += made
        if made == 0:
            break
    return updates
