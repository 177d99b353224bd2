# exercise: perceptron-step
# belief: a mistake is a wrong answer of predict
# symptom: a score of 0 is a mistake
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    answer = 1 if model(Tensor(x.reshape(1, -1))).item() > 0 else -1
    if answer == label:
        return False
    model.linear.weight.data += label * x.reshape(-1, 1)
    model.linear.bias.data += label
    return True
