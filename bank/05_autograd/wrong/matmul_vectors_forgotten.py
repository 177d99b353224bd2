# exercise: rules-matmul
# belief: an operand has at least two axes
# symptom: axis
# fails: test-rules-matmul-batch
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments."""
    return lambda: grad @ b.swapaxes(-1, -2), lambda: a.swapaxes(-1, -2) @ grad
