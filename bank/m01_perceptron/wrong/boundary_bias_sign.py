# exercise: perceptron-boundary
# belief: the bias is the threshold, so it moves to the other side as it is
# symptom: passes through
# fails: test-perceptron-boundary
def boundary(weights: np.ndarray, bias: float, x1: np.ndarray) -> np.ndarray:
    if weights[1] == 0:
        raise ValueError("upright line")
    return (bias - weights[0] * x1) / weights[1]
