# exercise: perceptron-boundary
# belief: every line is a function of x1
# symptom: upright
# fails: test-perceptron-boundary
def boundary(weights: np.ndarray, bias: float, x1: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return -(weights[0] * x1 + bias) / np.float64(weights[1])
