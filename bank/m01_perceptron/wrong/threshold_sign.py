# exercise: perceptron-threshold
# belief: the step is NumPy's sign
# symptom: exactly 0
# fails: test-perceptron-threshold
def threshold(scores: np.ndarray) -> np.ndarray:
    return np.sign(scores)
