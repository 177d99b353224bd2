# exercise: rules-shape
# belief: backwards, the same reshape is done again
# symptom: gradient of reshape
# fails: test-rules-shape
#| export
@vjp("reshape", needs="shape")
def reshape_vjp(grad: np.ndarray, before: tuple[int, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Gradient of a reshape from the shape `before` to `shape`."""
    return grad.reshape(shape)


@vjp("transpose")
def transpose_vjp(grad: np.ndarray, dim0: int, dim1: int) -> np.ndarray:
    """Gradient of swapping two axes."""
    return grad.swapaxes(dim0, dim1)
