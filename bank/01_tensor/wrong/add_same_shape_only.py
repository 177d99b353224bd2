# exercise: tensor-add-sub
# belief: only tensors of the same shape can be added
# symptom: the shapes differ
# fails: test-add-sub, test-hook-elementwise
#| export
def add(a: Tensor, b: Tensor) -> Tensor:
    """a + b, element by element, with broadcasting.

    Example:
        >>> add(Tensor([[1.0], [2.0]]), Tensor([10.0, 20.0])).data
        array([[11., 21.],
               [12., 22.]], dtype=float32)
    """
    if a.shape != b.shape:
        raise ValueError(f"the shapes differ: {a.shape} and {b.shape}")
    result = a.data + b.data
    return Tensor.from_op(result, "add", a, b)


def sub(a: Tensor, b: Tensor) -> Tensor:
    """a - b, element by element, with broadcasting.

    Example:
        >>> sub(Tensor([5.0, 7.0]), Tensor([1.0, 2.0])).data
        array([4., 5.], dtype=float32)
    """
    result = a.data - b.data
    return Tensor.from_op(result, "sub", a, b)
