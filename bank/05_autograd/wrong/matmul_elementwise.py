# exercise: rules-matmul
# belief: a matrix product is a product, so its gradient swaps the factors
# symptom: transposed
# fails: test-rules-matmul, test-rules-matmul-batch
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments."""
    return lambda: np.sum(grad) * b, lambda: np.sum(grad) * a
