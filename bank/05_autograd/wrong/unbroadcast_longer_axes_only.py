# exercise: unbroadcast
# belief: what broadcasting stretched is longer than 1 afterwards
# symptom: an empty batch
# fails: test-unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over everything that broadcasting copied."""
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if gradient.shape[axis] > length:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
