# exercise: tensor-operand
# belief: the constructor chooses the dtype by itself
# symptom: beside a float64 tensor the dtype
# fails: test-operand
#| export
def as_operand(value: object, dtype: np.dtype) -> Tensor:
    """Make a tensor of what stands beside a tensor in a formula, such as the 2 in `2 * x`.

    Args:
        value: a number, a list or an array (never a Tensor: those never come here).
        dtype: the dtype of the tensor that it stands beside.

    Returns:
        A new tensor that holds `value` with that dtype.

    Example:
        >>> as_operand(0.5, np.dtype(np.float64)).dtype
        dtype('float64')
    """
    operand = Tensor(value)
    return operand
