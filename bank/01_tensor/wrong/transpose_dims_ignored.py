# exercise: tensor-transpose
# belief: there are only two axes to swap
# symptom: swaps axes 0 and 2
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
    if dim0 is None and dim1 is None:
        dim0, dim1 = (-2, -1) if a.ndim > 1 else (0, 0)
    if dim0 is None or dim1 is None:
        raise ValueError("Both dim0 and dim1 must be given, or neither")
    result = a.data.swapaxes(-2, -1) if a.ndim > 1 else a.data
    return Tensor.from_op(result, "transpose", a, dim0=dim0, dim1=dim1)
