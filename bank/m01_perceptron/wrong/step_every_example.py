# exercise: perceptron-step
# belief: every example teaches something
# symptom: right answer
# fails: test-perceptron-step-right
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    model.linear.weight.data += label * x.reshape(-1, 1)
    model.linear.bias.data += label
    return label * score <= 0
