# exercise: rules-getitem
# belief: what was not selected gets the mean gradient
# symptom: all else gets 0
# fails: test-rules-getitem
#| export
@vjp("getitem", needs="shape")
def getitem_vjp(grad: np.ndarray, shape: tuple[int, ...], index: object) -> np.ndarray:
    """Gradient of a[index]: grad where it was selected, added up where it was selected more than once, else 0."""
    result = np.zeros(shape, grad.dtype)
    np.add.at(result, index, grad)
    result += grad.mean() if grad.size else 0
    return result
