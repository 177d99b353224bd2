# exercise: binary-cross-entropy
# belief: targets come from a file and are right
# symptom: a target of -1
# fails: test-binary-refused
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    return -(targets * p.log() + (1.0 - targets) * (1.0 - p).log()).mean()
