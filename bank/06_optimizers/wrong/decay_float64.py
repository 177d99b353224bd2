# exercise: add-decay
# belief: a NumPy number is as good as a Python number
# symptom: keeps float32
# fails: test-add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    return gradient + np.float64(weight_decay) * values
