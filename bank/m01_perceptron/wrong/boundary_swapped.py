# exercise: perceptron-boundary
# belief: the line runs in the direction of the weight vector
# symptom: passes through
# fails: test-perceptron-boundary
def boundary(weights: np.ndarray, bias: float, x1: np.ndarray) -> np.ndarray:
    if weights[1] == 0:
        raise ValueError("upright line")
    return (weights[1] * x1 - bias) / weights[0]
