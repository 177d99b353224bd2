# exercise: perceptron-mistakes
# belief: the bias moves all scores alike, so it does not matter
# symptom: examples on the line
# fails: test-perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = inputs @ model.linear.weight.numpy()[:, 0]
    return np.flatnonzero(labels * scores <= 0)
