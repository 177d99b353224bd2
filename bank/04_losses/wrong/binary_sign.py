# exercise: binary-cross-entropy
# belief: the loss is the log-probability
# symptom: binary cross-entropy is the mean
# fails: test-binary-values
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    return (targets * p.log() + (1.0 - targets) * (1.0 - p).log()).mean()
