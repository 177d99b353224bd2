# exercise: binary-cross-entropy
# belief: a loss is a number, so NumPy can compute it
# symptom: recorded on the way
# fails: test-binary-trace
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    q, t = p.data, targets.data
    return Tensor(-(t * np.log(q) + (1 - t) * np.log(1 - q)).mean(), dtype=predictions.dtype)
