# exercise: stable-sigmoid
# belief: float64 is safer, so compute and return that
# symptom: float32 result
# fails: test-sigmoid-operation
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    wide = np.asarray(values, dtype=np.float64)
    decay = np.exp(-np.abs(wide))
    return np.where(wide >= 0, 1.0, decay) / (1.0 + decay)
