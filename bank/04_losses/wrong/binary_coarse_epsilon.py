# exercise: binary-cross-entropy
# belief: a thousandth is close enough to 0
# symptom: costs
# fails: test-binary-ends
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = clip(predictions, 1e-3, 1.0 - 1e-3)
    return -(targets * p.log() + (1.0 - targets) * (1.0 - p).log()).mean()
