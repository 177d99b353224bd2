# exercise: tensor-mean
# belief: there is always an element to average
# symptom: ZeroDivisionError
# fails: test-mean
#| export
def tensor_mean(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Average the elements along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_mean(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1).data
        array([1.5, 3.5], dtype=float32)
    """
    total = a.data.sum(axis=axis, keepdims=keepdims)
    result = total / (a.size // total.size)
    return Tensor.from_op(result, "mean", a, axis=axis, keepdims=keepdims)
