# exercise: move
# belief: lr is the length of the step
# symptom: subtracts lr * direction
# fails: test-move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    length = float(np.sqrt((direction * direction).sum()))
    parameter.data -= lr * direction / (length + 1e-12)
