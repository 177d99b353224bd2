# exercise: tensor-naive-matmul
# belief: multiply and add is one operation
# symptom: one multiplication and one addition
# fails: test-naive-matmul
def naive_matmul(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, int]:
    """The matrix product of two arrays by three loops, and the arithmetic operations that it took.

    Args:
        a: an array of shape (m, k).
        b: an array of shape (k, n).

    Returns:
        The product, of shape (m, n), and how many multiplications and additions were made (count both).

    Example:
        >>> naive_matmul(np.array([[1.0, 2.0]]), np.array([[10.0], [1.0]]))
        (array([[12.]]), 4)
    """
    product = np.zeros((a.shape[0], b.shape[1]))
    operations = 0
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                product[i, j] += a[i, k] * b[k, j]
                operations += 1
    return product, operations
