# exercise: unbroadcast
# belief: the optimizer will see to the shape
# symptom: summed away
# fails: test-unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over everything that broadcasting copied."""
    return gradient
