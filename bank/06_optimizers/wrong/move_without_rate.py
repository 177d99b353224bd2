# exercise: move
# belief: the direction is the step
# symptom: subtracts lr * direction
# fails: test-move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    parameter.data -= direction
