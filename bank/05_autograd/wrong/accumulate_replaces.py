# exercise: accumulate
# belief: the newest gradient is the one that counts
# symptom: add
# fails: test-accumulate, test-walk-values
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has."""
    tensor.grad = np.array(gradient, dtype=tensor.data.dtype)
