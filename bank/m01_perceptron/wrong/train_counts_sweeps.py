# exercise: perceptron-train
# belief: the number of updates is the number of sweeps
# symptom: four corrections
# fails: test-perceptron-train-order
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    sweeps = updates = 0
    while updates < max_updates:
        sweeps += 1
        made = 0
        for x, label in zip(inputs, labels):
            if updates + made < max_updates and rosenblatt_step(model, x, label):
                made += 1
        updates += made
        if made == 0:
            break
    return sweeps
