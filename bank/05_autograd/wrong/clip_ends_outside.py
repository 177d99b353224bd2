# exercise: rules-masks
# belief: the ends are outside
# symptom: both ends included
# fails: test-rules-masks
#| export
@vjp("relu", needs="output")
def relu_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of ReLU; at 0 it is 0."""
    return grad * (output > 0)


@vjp("clip", needs="inputs")
def clip_vjp(grad: np.ndarray, a: np.ndarray, low: float, high: float) -> np.ndarray:
    """Gradient of keeping a inside [low, high]; at both ends it passes."""
    return grad * ((a > low) & (a < high))


@vjp("dropout")
def dropout_vjp(grad: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Gradient of dropout; mask is what its input was multiplied by."""
    return grad * mask
