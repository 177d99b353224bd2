# exercise: tensor-getitem
# belief: an index is one thing, never several
# symptom: IndexError
# fails: test-getitem-ids
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
    if not isinstance(index, Tensor):
        return index
    whole = index.data.astype(np.int64)
    if (whole != index.data).any():
        raise IndexError("A Tensor used as an index must hold whole numbers")
    return whole


def getitem(a: Tensor, index: object) -> Tensor:
    """The selected part of a. It may share a's memory.

    Example:
        >>> getitem(Tensor([[1.0, 2.0], [3.0, 4.0]]), (Tensor([0.0, 1.0]), Tensor([1.0, 0.0]))).data
        array([2., 3.], dtype=float32)
    """
    index = plain_index(index)
    result = a.data[index]
    return Tensor.from_op(result, "getitem", a, index=index)
