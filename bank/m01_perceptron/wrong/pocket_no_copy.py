# exercise: perceptron-pocket
# belief: an assignment keeps the weights of this moment
# symptom: not with the last
# fails: test-perceptron-pocket-best
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    kept = model.linear.weight.data, model.linear.bias.data
    fewest = len(mistakes(model, inputs, labels))
    updates = 0
    while fewest > 0 and updates < max_updates:
        for x, label in zip(inputs, labels):
            if updates < max_updates and rosenblatt_step(model, x, label):
                updates += 1
                count = len(mistakes(model, inputs, labels))
                if count < fewest:
                    kept, fewest = (model.linear.weight.data, model.linear.bias.data), count
    model.linear.weight.data, model.linear.bias.data = kept
    return fewest
