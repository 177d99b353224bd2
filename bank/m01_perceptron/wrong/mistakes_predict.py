# exercise: perceptron-mistakes
# belief: a mistake is where predict differs from the label
# symptom: on the line
# fails: test-perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = model(Tensor(inputs)).numpy()[:, 0]
    return np.flatnonzero(np.where(scores >= 0, 1, -1) != labels)
