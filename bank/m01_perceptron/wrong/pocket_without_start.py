# exercise: perceptron-pocket
# belief: the pocket is empty until the first correction
# symptom: start
# fails: test-perceptron-pocket-ends
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    kept, fewest = None, len(inputs) + 1
    updates = 0
    while fewest > 0 and updates < max_updates:
        made = 0
        for x, label in zip(inputs, labels):
            if updates < max_updates and rosenblatt_step(model, x, label):
                made, updates = made + 1, updates + 1
                count = len(mistakes(model, inputs, labels))
                if count < fewest:
                    kept, fewest = weights_of(model), count
        if not made:
            break
    if kept is not None:
        set_weights(model, *kept)
    return fewest
