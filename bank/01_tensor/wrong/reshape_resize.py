# exercise: tensor-reshape
# belief: resize and reshape are the same
# symptom: another number of elements
# fails: test-reshape
#| export
def reshape(a: Tensor, *shape: int | tuple[int, ...]) -> Tensor:
    """The same elements, in the same order, in another shape. It may share a's memory.

    Args:
        a: a tensor of any shape.
        shape: the new shape, as several numbers or as one tuple. One entry may be -1: it is worked out.

    Raises:
        ValueError: no such shape holds exactly these elements. The message contains
            "Total elements must match" and a's shape.

    Example:
        >>> reshape(Tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2, -1).shape
        (2, 3)
    """
    result = np.resize(a.data, shape[0] if isinstance(shape[0], (tuple, list)) else shape)
    return Tensor.from_op(result, "reshape", a, shape=result.shape)
