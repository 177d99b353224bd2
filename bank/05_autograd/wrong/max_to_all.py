# exercise: rules-max
# belief: a maximum passes its gradient like a sum
# symptom: only the largest
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
    return spread(grad, a.shape, axis, keepdims) / equals
