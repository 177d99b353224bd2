# exercise: binary-cross-entropy
# belief: add a tiny number inside each logarithm
# symptom: p itself goes into the logarithm
# fails: test-binary-values
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = predictions
    return -(targets * (p + EPSILON).log() + (1.0 - targets) * (1.0 - p + EPSILON).log()).mean()
