# exercise: mse-loss
# belief: add the squares up
# symptom: mean over all entries
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).sum()
