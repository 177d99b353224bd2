# exercise: tensor-operand
# belief: a value keeps the precision that it came with
# symptom: beside a float32 tensor the dtype
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
    values = np.asarray(value, dtype=float)
    operand = Tensor(values, dtype=values.dtype)
    return operand
