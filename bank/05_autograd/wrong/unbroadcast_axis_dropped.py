# exercise: unbroadcast
# belief: a summed axis disappears
# symptom: was stretched
# fails: test-unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over everything that broadcasting copied."""
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and gradient.shape[i] != 1)
    gradient = gradient.sum(axis=axes) if axes else gradient
    return gradient
