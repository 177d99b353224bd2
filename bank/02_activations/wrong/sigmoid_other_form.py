# exercise: stable-sigmoid
# belief: e^x/(1+e^x) is the form that does not overflow
# symptom: not nan
# fails: test-sigmoid-right
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    return np.exp(values) / (1.0 + np.exp(values))
