# exercise: accumulate
# belief: what NumPy computes is an array
# symptom: the gradient is an array
# fails: test-accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has."""
    if tensor.grad is not None:
        tensor.grad += gradient
    elif fresh and gradient.base is None and gradient.dtype == tensor.data.dtype:
        tensor.grad = gradient
    else:
        tensor.grad = np.array(gradient, dtype=tensor.data.dtype)
