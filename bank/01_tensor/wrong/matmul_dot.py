# exercise: tensor-matmul
# belief: np.dot is the matrix product for any number of axes
# symptom: b's last but one
# fails: test-matmul
#| export
def matmul(a: Tensor, b: Tensor) -> Tensor:
    """The matrix product over a's last axis and b's last but one (a vector has only one axis to use).

    Args:
        a: shape (k,), (m, k) or (..., m, k).
        b: shape (k,), (k, n) or (..., k, n); leading axes broadcast against a's.

    Returns:
        A tensor of shape (..., m, n), without the axis m or n where a or b is a vector.

    Raises:
        TypeError: b is not a Tensor.
        ValueError: the inner dimensions differ, or one of the two has no axis. The message contains
            "Cannot perform matrix multiplication", both shapes, and "Inner dimensions must match".

    Example:
        >>> matmul(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([10.0, 1.0])).data
        array([12., 34.], dtype=float32)
    """
    if not isinstance(b, Tensor):
        raise TypeError("Expected a Tensor for matrix multiplication")

    if a.ndim == 0 or b.ndim == 0 or a.shape[-1] != b.shape[-2:][0]:
        raise ValueError(
            f"Cannot perform matrix multiplication: {a.shape} @ {b.shape}. Inner dimensions must match"
        )
    result = np.dot(a.data, b.data)
    return Tensor.from_op(result, "matmul", a, b)
