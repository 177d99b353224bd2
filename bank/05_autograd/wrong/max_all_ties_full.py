# exercise: rules-max
# belief: every largest element gets the gradient
# symptom: ties share
# fails: test-rules-max
#| export
@vjp("max", needs=("inputs", "output"))
def max_vjp(
    grad: np.ndarray,
    a: np.ndarray,
    output: np.ndarray,
    axis: int | tuple[int, ...] | None,
    keepdims: bool,
) -> np.ndarray:
    """Gradient of a maximum: to the largest elements along the reduced axes, shared evenly among equals."""
    winners = a == spread(output, a.shape, axis, keepdims)
    equals = winners.sum(axis=axis, keepdims=True, dtype=grad.dtype)
    return winners * spread(grad, a.shape, axis, keepdims)
