# exercise: tensor-getitem
# belief: an index selects rows
# symptom: the shape of x[index]
# fails: test-getitem
#| export
def plain_index(index: object) -> object:
    """The index with every Tensor in it replaced by an array of integers; all else stays as it is.

    Args:
        index: a Tensor, a tuple (whose parts may be Tensors), or anything that NumPy takes as an index.

    Raises:
        IndexError: a Tensor holds a number that is not whole.

    Example:
        >>> plain_index((slice(0, 2), Tensor([2.0, 0.0])))
        (slice(0, 2, None), array([2, 0]))
    """
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if not isinstance(index, Tensor):
        return index
    whole = index.data.astype(np.int64)
    if (whole != index.data).any():
        raise IndexError(f"A Tensor used as an index must hold whole numbers, got {index.data}")
    return whole


def getitem(a: Tensor, index: object) -> Tensor:
    """The selected part of a. It may share a's memory.

    Example:
        >>> getitem(Tensor([[1.0, 2.0], [3.0, 4.0]]), (Tensor([0.0, 1.0]), Tensor([1.0, 0.0]))).data
        array([2., 3.], dtype=float32)
    """
    index = plain_index(index)
    result = a.data[index[0]] if isinstance(index, tuple) else a.data[index]
    return Tensor.from_op(result, "getitem", a, index=index)
