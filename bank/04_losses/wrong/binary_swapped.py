# exercise: binary-cross-entropy
# belief: log of the target, weighted by the prediction
# symptom: -log p for the answer yes
# fails: test-binary-values
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    t = clip(targets, EPSILON, 1.0 - EPSILON)
    return -(predictions * t.log() + (1.0 - predictions) * (1.0 - t).log()).mean()
