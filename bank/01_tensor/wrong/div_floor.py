# exercise: tensor-mul-div
# belief: // divides
# symptom: with its fraction
# fails: test-mul-div
#| export
def mul(a: Tensor, b: Tensor) -> Tensor:
    """a * b, element by element, with broadcasting. (The matrix product is another operation.)

    Example:
        >>> mul(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([[10.0, 10.0], [1.0, 0.0]])).data
        array([[10., 20.],
               [ 3.,  0.]], dtype=float32)
    """
    result = a.data * b.data
    return Tensor.from_op(result, "mul", a, b)


def div(a: Tensor, b: Tensor) -> Tensor:
    """a / b, element by element, with broadcasting.

    Example:
        >>> div(Tensor([1.0, 3.0]), Tensor([2.0])).data
        array([0.5, 1.5], dtype=float32)
    """
    result = a.data // b.data
    return Tensor.from_op(result, "div", a, b)
