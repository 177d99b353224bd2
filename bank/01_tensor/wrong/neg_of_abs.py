# exercise: tensor-neg-pow
# belief: minus makes every number negative
# symptom: neg changes the sign
# fails: test-neg-pow
#| export
def neg(a: Tensor) -> Tensor:
    """-a, element by element.

    Example:
        >>> neg(Tensor([1.0, -2.0])).data
        array([-1.,  2.], dtype=float32)
    """
    result = -np.abs(a.data)
    return Tensor.from_op(result, "neg", a)


def power(a: Tensor, exponent: float) -> Tensor:
    """Every element of a to the power of one fixed number. The result has a's dtype.

    Args:
        a: a tensor of any shape.
        exponent: an int, a float or a NumPy number; also negative or fractional.

    Raises:
        TypeError: the exponent is anything else, a Tensor for example.

    Example:
        >>> power(Tensor([1.0, 2.0, 4.0]), -1).data
        array([1.  , 0.5 , 0.25], dtype=float32)
    """
    if not isinstance(exponent, (int, float, np.number)):
        raise TypeError(f"The exponent must be a number, got {type(exponent).__name__}")
    exponent = float(exponent)  # a NumPy float64 would turn float32 data into float64
    result = a.data**exponent
    return Tensor.from_op(result, "pow", a, exponent=exponent)
