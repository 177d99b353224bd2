# exercise: mse-loss
# belief: put the targets into the shape of the predictions
# symptom: both shapes named
# fails: test-mse-refused
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    if predictions.size == targets.size:
        targets = targets.reshape(predictions.shape)
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).mean()
