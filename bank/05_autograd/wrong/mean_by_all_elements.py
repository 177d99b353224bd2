# exercise: rules-sum-mean
# belief: a mean divides by the number of elements
# symptom: number of terms
# fails: test-rules-sum-mean
#| export
def spread(
    values: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Copy what a reduction gave back over the axes that it reduced."""
    if axis is not None and not keepdims:
        axes = axis if isinstance(axis, tuple) else (axis,)
        gone = {i % len(shape) for i in axes}  # -1 becomes the number of the last axis
        values = values.reshape([1 if i in gone else n for i, n in enumerate(shape)])
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
    terms = math.prod(shape)  # numbers behind each mean
    return spread(grad / terms, shape, axis, keepdims)
