# exercise: move
# belief: numbers may get more precise on the way
# symptom: stays float32
# fails: test-move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    parameter.data = parameter.data - lr * direction
