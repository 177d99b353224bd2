# exercise: require-same-shape
# belief: the kind of the error says enough
# symptom: names both shapes
# fails: test-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    if predictions.shape != targets.shape:
        raise ValueError("shape mismatch")
