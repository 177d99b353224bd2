# exercise: mse-loss
# belief: a Tensor is float32
# symptom: float64 loss
# fails: test-mse-values
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    p, t = Tensor(predictions.data), Tensor(targets.data)
    error = p - t
    return (error * error).mean()
