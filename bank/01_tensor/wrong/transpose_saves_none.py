# exercise: tensor-transpose
# belief: where no axes were given, there are none to save
# symptom: two axes that it swapped
# fails: test-hook-shapes
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
    if (dim0 is None) != (dim1 is None):
        raise ValueError("Both dim0 and dim1 must be given, or neither")
    if dim0 is None:
        result = a.data.swapaxes(-2, -1) if a.ndim > 1 else a.data
    else:
        result = a.data.swapaxes(dim0, dim1)
    return Tensor.from_op(result, "transpose", a, dim0=dim0, dim1=dim1)
