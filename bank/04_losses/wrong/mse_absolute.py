# exercise: mse-loss
# belief: the error is a distance, so it is not squared
# symptom: squared differences
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions - targets
    return ((error * error) ** 0.5).mean()
