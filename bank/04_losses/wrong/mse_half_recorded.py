# exercise: mse-loss
# belief: only the last operation has to be recorded
# symptom: the trace is complete
# fails: test-mse-trace
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    error = Tensor(predictions.data - targets.data, dtype=predictions.dtype)
    return (error * error).mean()
