# exercise: mse-loss
# belief: the root brings the unit back
# symptom: squared differences
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).mean() ** 0.5
