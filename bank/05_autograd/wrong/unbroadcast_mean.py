# exercise: unbroadcast
# belief: copies share the gradient, so it is averaged
# symptom: summed
# fails: test-unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over everything that broadcasting copied."""
    while gradient.ndim > len(shape):
        gradient = gradient.mean(axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and gradient.shape[axis] != 1:
            gradient = gradient.mean(axis=axis, keepdims=True)
    return gradient
