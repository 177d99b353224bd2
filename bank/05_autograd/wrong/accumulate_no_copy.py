# exercise: accumulate
# belief: an array may be kept as it comes
# symptom: keep a copy each
# fails: test-accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has."""
    gradient = np.asarray(gradient, dtype=tensor.data.dtype)
    if tensor.grad is None:
        tensor.grad = gradient
    else:
        tensor.grad = np.asarray(tensor.grad + gradient)
