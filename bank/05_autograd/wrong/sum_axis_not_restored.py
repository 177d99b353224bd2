# exercise: rules-sum-mean
# belief: NumPy stretches a result back by itself
# symptom: broadcast
# fails: test-rules-sum-mean
#| export
def spread(
    values: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Copy what a reduction gave back over the axes that it reduced."""
    result = np.empty(shape, values.dtype)
    result[...] = values
    return result


@vjp("sum", needs="shape")
def sum_vjp(
    grad: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Gradient of a sum; shape is the shape of the input."""
    return spread(grad, shape, axis, keepdims)


@vjp("mean", needs="shape")
def mean_vjp(
    grad: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Gradient of a mean; shape is the shape of the input."""
    terms = math.prod(shape) // max(1, grad.size)  # numbers behind each mean
    return spread(grad / terms, shape, axis, keepdims)
