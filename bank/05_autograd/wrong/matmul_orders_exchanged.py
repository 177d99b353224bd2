# exercise: rules-matmul
# belief: the order of the factors does not matter
# symptom: transposed
# fails: test-rules-matmul, test-rules-matmul-batch
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments."""
    return lambda: grad @ np.swapaxes(b, -1, -2), lambda: np.swapaxes(grad, -1, -2) @ a
