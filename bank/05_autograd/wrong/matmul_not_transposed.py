# exercise: rules-matmul
# belief: a square matrix need not be transposed
# symptom: transposed
# fails: test-rules-matmul, test-rules-matmul-batch
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments."""
    left = a[None, :] if a.ndim == 1 else a  # (..., m, k)
    right = b[:, None] if b.ndim == 1 else b  # (..., k, n)
    if b.ndim == 1:
        grad = grad[..., None]
    if a.ndim == 1:
        grad = grad[..., None, :]  # now (..., m, n) in every case

    def for_a() -> np.ndarray:
        result = grad @ (right if right.shape[-1] == right.shape[-2] else right.swapaxes(-1, -2))
        return result[..., 0, :] if a.ndim == 1 else result

    def for_b() -> np.ndarray:
        if right.ndim == 2:  # one weight for the whole batch: one product sums over the batch as it goes
            rows = left.reshape(-1, left.shape[-1])  # (rows, k)
            result = rows.T @ grad.reshape(len(rows), grad.shape[-1])
        else:
            result = left.swapaxes(-1, -2) @ grad
        return result[..., 0] if b.ndim == 1 else result

    return for_a, for_b
