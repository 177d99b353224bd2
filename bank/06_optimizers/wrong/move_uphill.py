# exercise: move
# belief: a step adds the gradient
# symptom: subtracts lr * direction
# fails: test-move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    parameter.data += (lr * direction).astype(parameter.dtype)
