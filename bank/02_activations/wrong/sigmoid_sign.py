# exercise: stable-sigmoid
# belief: the sign in the exponent does not matter, the curve is symmetric
# symptom: rises from 0 to 1
# fails: test-sigmoid-values
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    decay = np.exp(-np.abs(values))
    return np.where(values >= 0, decay, 1.0) / (1.0 + decay)
