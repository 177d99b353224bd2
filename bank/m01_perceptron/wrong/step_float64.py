# exercise: perceptron-step
# belief: assigning a sum is the same as adding in place
# symptom: float32
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    if label * score > 0:
        return False
    model.linear.weight.data = model.linear.weight.data + label * x.reshape(-1, 1)
    model.linear.bias.data = model.linear.bias.data + np.float64(label)
    return True
