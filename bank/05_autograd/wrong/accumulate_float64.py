# exercise: accumulate
# belief: a gradient has its own dtype
# symptom: float32 tensor is float32
# fails: test-accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has."""
    if tensor.grad is None:
        tensor.grad = gradient if fresh and isinstance(gradient, np.ndarray) else np.array(gradient, dtype=np.float64)
    else:
        tensor.grad = tensor.grad + gradient
