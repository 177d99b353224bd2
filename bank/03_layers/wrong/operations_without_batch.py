# exercise: linear-operations
# belief: the cost belongs to the layer, not to the batch
# symptom: number of rows
# fails: test-linear-operations
#| export
def linear_operations(x_shape: tuple[int, ...], out_features: int) -> int:
    return 2 * x_shape[-1] * out_features
