# exercise: stable-sigmoid
# belief: with the absolute value in the exponent one form is enough
# symptom: rises from 0 to 1
# fails: test-sigmoid-values
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.abs(values)))
