# exercise: tensor-transpose
# belief: a missing axis is the last one
# symptom: give both or neither
# fails: test-transpose
#| export
def transpose(a: Tensor, dim0: int | None = None, dim1: int | None = None) -> Tensor:
    """Swap two axes. The result may share a's memory.

    Args:
        a: a tensor with at least one axis.
        dim0, dim1: the axes to swap. With neither, the last two; a vector then stays as it is.

    Raises:
        ValueError: only one of the two is given.

    Example:
        >>> transpose(Tensor([[1.0, 2.0, 3.0]])).shape
        (3, 1)
    """
    if dim0 is None and dim1 is None and a.ndim == 1:
        dim0, dim1 = 0, 0
    dim0 = -2 if dim0 is None else dim0
    dim1 = -1 if dim1 is None else dim1
    result = a.data.swapaxes(dim0, dim1)
    return Tensor.from_op(result, "transpose", a, dim0=dim0, dim1=dim1)
