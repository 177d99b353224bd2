# exercise: perceptron-pocket
# belief: the weights are what was learned
# symptom: weights in the pocket
# fails: test-perceptron-pocket-best
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    kept, fewest = weights_of(model)[0], len(mistakes(model, inputs, labels))
    updates = 0
    while fewest > 0 and updates < max_updates:
        for x, label in zip(inputs, labels):
            if updates < max_updates and rosenblatt_step(model, x, label):
                updates += 1
                count = len(mistakes(model, inputs, labels))
                if count < fewest:
                    kept, fewest = weights_of(model)[0], count
    model.linear.weight.data[:, 0] = kept
    return fewest
