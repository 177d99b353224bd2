# exercise: perceptron-threshold
# belief: a unit fires only when the sum is above the threshold
# symptom: exactly 0
# fails: test-perceptron-threshold
def threshold(scores: np.ndarray) -> np.ndarray:
    return np.where(scores > 0, 1, -1)
