# exercise: linear-operations
# belief: a multiply-add is one operation
# symptom: 2 * in_features * out_features
# fails: test-linear-operations
#| export
def linear_operations(x_shape: tuple[int, ...], out_features: int) -> int:
    return int(np.prod(x_shape)) * out_features
