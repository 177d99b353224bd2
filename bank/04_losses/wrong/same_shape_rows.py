# exercise: require-same-shape
# belief: as many targets as predictions is enough
# symptom: names both shapes
# fails: test-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    if predictions.shape[:1] != targets.shape[:1]:
        raise ValueError(f"Predictions of shape {predictions.shape} do not fit targets of shape {targets.shape}")
