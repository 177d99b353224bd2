# exercise: tensor-matmul-cost
# belief: multiply and add is one operation
# symptom: a multiplication and an addition
# fails: test-matmul-cost
def matmul_cost(a_shape: tuple[int, int], b_shape: tuple[int, int], itemsize: int = 4) -> tuple[int, int]:
    """What the product of two matrices costs: arithmetic operations, and bytes that must move at least once.

    Args:
        a_shape: (m, k).
        b_shape: (k, n).
        itemsize: the bytes of one element.

    Returns:
        The number of multiplications and additions; and the bytes of both inputs and of the result.

    Example:
        >>> matmul_cost((1, 2), (2, 1))
        (4, 20)
    """
    m, k = a_shape
    n = b_shape[1]
    operations = m * k * n
    moved = itemsize * (m * k + k * n + m * n)
    return operations, moved
