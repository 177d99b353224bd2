# exercise: perceptron-step
# belief: labels are 0 and 1, as McCulloch and Pitts wrote them
# symptom: w + y x
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    if label * score > 0:
        return False
    target = (label + 1) // 2
    model.linear.weight.data += target * x.reshape(-1, 1)
    model.linear.bias.data += target
    return True
