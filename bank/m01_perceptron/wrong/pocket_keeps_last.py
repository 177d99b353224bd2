# exercise: perceptron-pocket
# belief: after training the unit holds what was learned
# symptom: not with the last
# fails: test-perceptron-pocket-best
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    fewest = len(mistakes(model, inputs, labels))
    updates = 0
    while fewest > 0 and updates < max_updates:
        for x, label in zip(inputs, labels):
            if updates < max_updates and rosenblatt_step(model, x, label):
                updates += 1
                fewest = min(fewest, len(mistakes(model, inputs, labels)))
    return fewest
