# exercise: rules-matmul
# belief: every product is one of two matrices
# symptom: mismatch
# fails: test-rules-matmul-batch
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments."""
    return lambda: grad @ b.T, lambda: a.T @ grad
