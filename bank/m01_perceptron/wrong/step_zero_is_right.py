# exercise: perceptron-step
# belief: a score of 0 is no mistake
# symptom: score of 0
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    if label * score < 0:
        model.linear.weight.data += label * x.reshape(-1, 1)
        model.linear.bias.data += label
        return True
    return False
