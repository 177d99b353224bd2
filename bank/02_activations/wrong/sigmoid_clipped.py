# exercise: stable-sigmoid
# belief: clipping the input makes any formula stable
# symptom: no clipping
# fails: test-sigmoid-left
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(values, -85.0, 85.0)))
