# exercise: tensor-sum
# belief: a sum should be made in float64 and stay there
# symptom: float32
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
    result = a.data.sum(axis=axis, keepdims=keepdims, dtype=np.float64)
    return Tensor.from_op(result, "sum", a, axis=axis, keepdims=keepdims)
