# exercise: rules-getitem
# belief: `+=` adds every use
# symptom: selected twice
# fails: test-rules-getitem
#| export
@vjp("getitem", needs="shape")
def getitem_vjp(grad: np.ndarray, shape: tuple[int, ...], index: object) -> np.ndarray:
    """Gradient of a[index]: grad where it was selected, added up where it was selected more than once, else 0."""
    result = np.zeros(shape, grad.dtype)
    result[index] += grad
    return result
