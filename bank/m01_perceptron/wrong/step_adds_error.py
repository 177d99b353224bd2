# exercise: perceptron-step
# belief: the correction is the label minus the score
# symptom: w + y x
# fails: test-perceptron-step-mistake
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    score = model(Tensor(x.reshape(1, -1))).item()
    if label * score > 0:
        return False
    error = label - score
    model.linear.weight.data += np.float32(error) * x.reshape(-1, 1).astype(np.float32)
    model.linear.bias.data += np.float32(error)
    return True
