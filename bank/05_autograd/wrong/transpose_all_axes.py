# exercise: rules-shape
# belief: a transposition turns all axes round
# symptom: gradient of transpose
# fails: test-rules-shape
#| export
@vjp("reshape", needs="shape")
def reshape_vjp(grad: np.ndarray, before: tuple[int, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Gradient of a reshape from the shape `before` to `shape`."""
    return grad.reshape(before)


@vjp("transpose")
def transpose_vjp(grad: np.ndarray, dim0: int, dim1: int) -> np.ndarray:
    """Gradient of swapping two axes."""
    return grad.T
