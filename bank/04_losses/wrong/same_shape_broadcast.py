# exercise: require-same-shape
# belief: what NumPy can broadcast is fine
# symptom: names both shapes
# fails: test-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    try:
        np.broadcast_shapes(predictions.shape, targets.shape)
    except ValueError:
        raise ValueError(f"Predictions of shape {predictions.shape} do not fit targets of shape {targets.shape}") from None
