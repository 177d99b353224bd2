# exercise: move
# belief: parameter.data is a variable like any other
# symptom: own array
# fails: test-move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    parameter.data = (parameter.data - lr * direction).astype(parameter.dtype)
