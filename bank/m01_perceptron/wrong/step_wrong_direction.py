# exercise: perceptron-step
# belief: gradient descent subtracts, so the rule does too
# symptom: w + y x
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    if label * score > 0:
        return False
    model.linear.weight.data -= label * x.reshape(-1, 1)
    model.linear.bias.data -= label
    return True
