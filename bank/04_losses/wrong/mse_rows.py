# exercise: mse-loss
# belief: one loss a row
# symptom: of shape ()
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).mean(axis=-1)
