# exercise: accumulate
# belief: a copy never hurts
# symptom: kept as it is
# fails: test-accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has."""
    if tensor.grad is None:
        tensor.grad = np.zeros_like(tensor.data)
    tensor.grad += gradient
