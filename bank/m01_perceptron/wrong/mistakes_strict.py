# exercise: perceptron-mistakes
# belief: a point on the line is not wrong
# symptom: on the line
# fails: test-perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = model(Tensor(inputs)).numpy()[:, 0]
    return np.flatnonzero(labels * scores < 0)
