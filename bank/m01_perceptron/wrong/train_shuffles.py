# exercise: perceptron-train
# belief: examples have to come in random order
# symptom: as in the table
# fails: test-perceptron-train-order
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    rng = np.random.default_rng(1)
    updates, made = 0, 1
    while made and updates < max_updates:
        made = 0
        for i in rng.permutation(len(inputs)):
            if updates < max_updates and rosenblatt_step(model, inputs[i], labels[i]):
                updates, made = updates + 1, made + 1
    return updates
