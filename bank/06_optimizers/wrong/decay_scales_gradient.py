# exercise: add-decay
# belief: decay is a factor
# symptom: adds weight_decay * values
# fails: test-add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    return gradient * (1 - weight_decay)
