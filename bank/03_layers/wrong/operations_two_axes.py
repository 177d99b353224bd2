# exercise: linear-operations
# belief: an input has the shape (N, in)
# symptom: rows
# fails: test-linear-operations
#| export
def linear_operations(x_shape: tuple[int, ...], out_features: int) -> int:
    if len(x_shape) == 1:
        return 2 * x_shape[0] * out_features
    return 2 * x_shape[0] * x_shape[-1] * out_features
