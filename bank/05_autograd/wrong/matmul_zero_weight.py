# exercise: rules-matmul
# belief: the weight's gradient comes later, from the optimizer
# symptom: transposed
# fails: test-rules-matmul, test-rules-matmul-batch
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments."""
    return lambda: grad @ np.swapaxes(b, -1, -2), lambda: np.zeros_like(b)
