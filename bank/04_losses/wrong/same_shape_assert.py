# exercise: require-same-shape
# belief: assert is the way to check
# symptom: ValueError that names both
# fails: test-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    assert predictions.shape == targets.shape, (predictions.shape, targets.shape)
