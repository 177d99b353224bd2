# exercise: binary-cross-entropy
# belief: 1 stands for no
# symptom: -log p for the answer yes
# fails: test-binary-values
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    return -((1.0 - targets) * p.log() + targets * (1.0 - p).log()).mean()
