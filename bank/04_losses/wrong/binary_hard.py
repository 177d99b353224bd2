# exercise: binary-cross-entropy
# belief: a target is 0 or 1
# symptom: a target t between 0 and 1 is allowed
# fails: test-binary-values
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    hard = Tensor((targets.data >= 0.5).astype(float), dtype=targets.dtype)
    return -(hard * p.log() + (1.0 - hard) * (1.0 - p).log()).mean()
