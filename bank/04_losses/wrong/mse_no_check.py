# exercise: mse-loss
# belief: NumPy complains when shapes do not fit
# symptom: both shapes named
# fails: test-mse-refused
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    error = predictions - targets
    return (error * error).mean()
