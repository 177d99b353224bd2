# exercise: require-same-shape
# belief: a check answers True or False
# symptom: in silence
# fails: test-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    return predictions.shape == targets.shape
