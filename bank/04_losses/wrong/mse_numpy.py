# exercise: mse-loss
# belief: a loss is a number, so NumPy can compute it
# symptom: each of them is recorded
# fails: test-mse-trace
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = predictions.data - targets.data
    return Tensor(np.mean(error * error), dtype=predictions.dtype)
