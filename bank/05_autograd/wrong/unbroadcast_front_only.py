# exercise: unbroadcast
# belief: broadcasting puts axes in front, and that is all
# symptom: was stretched
# fails: test-unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over everything that broadcasting copied."""
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient
