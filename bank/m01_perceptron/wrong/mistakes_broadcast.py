# exercise: perceptron-mistakes
# belief: NumPy lines up a column and a row by itself
# symptom: examples on the line
# fails: test-perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = model(Tensor(inputs)).numpy()
    return np.flatnonzero(labels * scores <= 0)
