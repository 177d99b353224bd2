# exercise: stable-sigmoid
# belief: the formula can be typed as it stands
# symptom: no overflow on the left
# fails: test-sigmoid-left
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-values))
