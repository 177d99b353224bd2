# exercise: binary-cross-entropy
# belief: clipping is no operation
# symptom: recorded on the way
# fails: test-binary-trace
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = Tensor(np.clip(predictions.data, EPSILON, 1.0 - EPSILON), dtype=predictions.dtype)
    return -(targets * p.log() + (1.0 - targets) * (1.0 - p).log()).mean()
