# exercise: require-same-shape
# belief: the number of entries decides
# symptom: names both shapes
# fails: test-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    if predictions.size != targets.size:
        raise ValueError(f"Predictions of shape {predictions.shape} do not fit targets of shape {targets.shape}")
