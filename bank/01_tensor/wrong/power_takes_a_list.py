# exercise: tensor-neg-pow
# belief: NumPy will refuse what is no exponent
# symptom: a list, a text, None
# fails: test-neg-pow
#| export
def neg(a: Tensor) -> Tensor:
    """-a, element by element.

    Example:
        >>> neg(Tensor([1.0, -2.0])).data
        array([-1.,  2.], dtype=float32)
    """
    result = -a.data
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
    if isinstance(exponent, np.number):
        exponent = exponent.item()
    result = a.data**exponent
    return Tensor.from_op(result, "pow", a, exponent=exponent)
