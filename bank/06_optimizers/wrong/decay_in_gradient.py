# exercise: add-decay
# belief: the gradient is mine to change
# symptom: makes a new array
# fails: test-add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    gradient += weight_decay * values
    return gradient
