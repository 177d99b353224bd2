# exercise: mse-loss
# belief: the mean divides by the number of rows
# symptom: the mean runs over all entries
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).sum() / (len(predictions) if predictions.ndim else 1)
