# exercise: binary-cross-entropy
# belief: clipping makes probabilities of everything
# symptom: both named
# fails: test-binary-refused
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    return -(targets * p.log() + (1.0 - targets) * (1.0 - p).log()).mean()
