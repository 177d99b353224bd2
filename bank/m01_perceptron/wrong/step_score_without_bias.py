# exercise: perceptron-step
# belief: the score is w.x
# symptom: the bias
# fails: test-perceptron-step-right
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = float(x @ model.linear.weight.numpy()[:, 0])
    if label * score > 0:
        return False
    model.linear.weight.data += label * x.reshape(-1, 1)
    model.linear.bias.data += label
    return True
