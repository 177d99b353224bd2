# exercise: accumulate
# belief: what was promised to be new may be kept without a look
# symptom: a view is never fresh
# fails: test-accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has."""
    if tensor.grad is not None:
        tensor.grad += gradient
    elif fresh and isinstance(gradient, np.ndarray):
        tensor.grad = gradient.astype(tensor.data.dtype, copy=False)
    else:
        tensor.grad = np.array(gradient, dtype=tensor.data.dtype)
