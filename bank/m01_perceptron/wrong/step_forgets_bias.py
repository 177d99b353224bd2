# exercise: perceptron-step
# belief: only the weights learn
# symptom: b + y
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    if label * score > 0:
        return False
    model.linear.weight.data += label * x.reshape(-1, 1)
    return True
