# exercise: tensor-exp-log
# belief: math.exp for each element gives an array like the input
# symptom: exp of float32 is float32
# fails: test-exp-log
#| export
def exp(a: Tensor) -> Tensor:
    """e to the power of each element.

    Example:
        >>> exp(Tensor([0.0, 1.0])).data.round(4)
        array([1.    , 2.7183], dtype=float32)
    """
    import math

    result = np.array([math.exp(v) for v in a.data.ravel()]).reshape(a.shape)
    return Tensor.from_op(result, "exp", a)


def log(a: Tensor) -> Tensor:
    """The natural logarithm of each element.

    Example:
        >>> log(Tensor([1.0, 2.0])).data.round(4)
        array([0.    , 0.6931], dtype=float32)
    """
    result = np.log(a.data)
    return Tensor.from_op(result, "log", a)
