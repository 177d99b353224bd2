# exercise: add-decay
# belief: the penalty is weight_decay times the squares, so its slope has a 2
# symptom: adds weight_decay * values
# fails: test-add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    return gradient + 2 * weight_decay * values
