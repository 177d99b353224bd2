# exercise: add-decay
# belief: decay pulls every weight equally
# symptom: adds weight_decay * values
# fails: test-add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    return gradient + weight_decay * np.sign(values)
