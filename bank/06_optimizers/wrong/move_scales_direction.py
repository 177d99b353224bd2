# exercise: move
# belief: the direction is a scratch array
# symptom: leaves the direction
# fails: test-move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    direction *= lr
    parameter.data -= direction
