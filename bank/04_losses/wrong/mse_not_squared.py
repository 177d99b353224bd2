# exercise: mse-loss
# belief: errors cancel, and that is what a mean is for
# symptom: squared differences
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    return (predictions - targets).mean()
