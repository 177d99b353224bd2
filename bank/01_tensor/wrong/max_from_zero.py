# exercise: tensor-max
# belief: the largest so far starts at 0
# symptom: also where all are negative
# fails: test-max
#| export
def tensor_max(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The largest element along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_max(Tensor([[-1.0, -5.0], [-7.0, -2.0]]), axis=1).data
        array([-1., -2.], dtype=float32)
    """
    result = a.data.max(axis=axis, keepdims=keepdims, initial=0.0)
    return Tensor.from_op(result, "max", a, axis=axis, keepdims=keepdims)
