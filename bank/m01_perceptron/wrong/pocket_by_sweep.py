# exercise: perceptron-pocket
# belief: it is enough to count at the end of a sweep
# symptom: best of the four states
# fails: test-perceptron-pocket-best
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    kept, fewest = weights_of(model), len(mistakes(model, inputs, labels))
    updates = 0
    while fewest > 0 and updates < max_updates:
        for x, label in zip(inputs, labels):
            if updates < max_updates and rosenblatt_step(model, x, label):
                updates += 1
        count = len(mistakes(model, inputs, labels))
        if count < fewest:
            kept, fewest = weights_of(model), count
    set_weights(model, *kept)
    return fewest
