# exercise: perceptron-train
# belief: training begins by setting the weights to zero
# symptom: from the weights it finds
# fails: test-perceptron-train-order
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    set_weights(model, np.zeros(inputs.shape[1]), 0.0)
    updates, made = 0, 1
    while made and updates < max_updates:
        made = 0
        for x, label in zip(inputs, labels):
            if updates < max_updates and rosenblatt_step(model, x, label):
                updates, made = updates + 1, made + 1
    return updates
