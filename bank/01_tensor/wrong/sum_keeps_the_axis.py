# exercise: tensor-sum
# belief: the axis that is named is the one that stays
# symptom: the axis that is named disappears
# fails: test-sum
#| export
def tensor_sum(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Add up the elements along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0).data
        array([4., 6.], dtype=float32)
    """
    if axis is None:
        result = a.data.sum(keepdims=keepdims)
    else:
        named = axis if isinstance(axis, tuple) else (axis,)
        named = [n % a.ndim for n in named]
        result = a.data.sum(axis=tuple(n for n in range(a.ndim) if n not in named), keepdims=keepdims)
    return Tensor.from_op(result, "sum", a, axis=axis, keepdims=keepdims)
