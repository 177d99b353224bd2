# exercise: mse-loss
# belief: the half belongs to the formula, it makes the slope nicer
# symptom: squared differences
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).mean() * 0.5
