# exercise: mse-loss
# belief: square at the end
# symptom: squared differences
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = (predictions - targets).mean()
    return error * error
