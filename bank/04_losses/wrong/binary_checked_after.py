# exercise: binary-cross-entropy
# belief: check the probabilities that are used
# symptom: a logit in place
# fails: test-binary-refused
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    require_probabilities(p, "predictions")
    require_probabilities(targets, "targets")
    return -(targets * p.log() + (1.0 - targets) * (1.0 - p).log()).mean()
