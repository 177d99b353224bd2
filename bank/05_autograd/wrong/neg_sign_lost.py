# exercise: rules-arithmetic
# belief: -a has the same slope as a
# symptom: sign turned
# fails: test-rules-add-sub
#| export
@vjp("add")
def add_vjp(grad: np.ndarray) -> tuple:
    """Gradients of a + b in a and in b, both in the shape of grad."""
    return grad, grad


@vjp("sub")
def sub_vjp(grad: np.ndarray) -> tuple:
    """Gradients of a - b in a and in b; the second as a function without arguments."""
    return grad, lambda: -grad


@vjp("neg")
def neg_vjp(grad: np.ndarray) -> np.ndarray:
    """Gradient of -a."""
    return grad


@vjp("mul", needs="other")
def mul_vjp(grad: np.ndarray, a: np.ndarray | None, b: np.ndarray | None) -> tuple:
    """Gradients of a * b in a and in b, each as a function without arguments."""
    return lambda: grad * b, lambda: grad * a


@vjp("div", needs="inputs")
def div_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a / b in a and in b, each as a function without arguments."""
    return lambda: grad / b, lambda: -grad * a / (b * b)
