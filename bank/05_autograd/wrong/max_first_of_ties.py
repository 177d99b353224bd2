# exercise: rules-max
# belief: one of the equals is the maximum, the first
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
    axes = tuple(range(a.ndim)) if axis is None else np.atleast_1d(axis) % max(1, a.ndim)
    rest = [i for i in range(a.ndim) if i not in axes]
    order = [*rest, *(i for i in range(a.ndim) if i in axes)]
    moved = winners.transpose(order)
    flat = moved.reshape(*[a.shape[i] for i in rest], -1)
    first = (np.cumsum(flat, axis=-1) == 1) & flat
    back = first.reshape(moved.shape).transpose(np.argsort(order)) if order else first.reshape(a.shape)
    return back * spread(grad, a.shape, axis, keepdims)
