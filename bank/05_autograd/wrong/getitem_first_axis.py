# exercise: rules-getitem
# belief: an index is a list of rows
# symptom: a[:, 1] selects a column
# fails: test-rules-getitem
#| export
@vjp("getitem", needs="shape")
def getitem_vjp(grad: np.ndarray, shape: tuple[int, ...], index: object) -> np.ndarray:
    """Gradient of a[index]: grad where it was selected, added up where it was selected more than once, else 0."""
    result = np.zeros(shape, grad.dtype)
    np.add.at(result, index[0] if isinstance(index, tuple) and index else index, grad)
    return result
