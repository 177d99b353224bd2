# exercise: perceptron-bound
# belief: a distance is never negative
# symptom: refused
# fails: test-perceptron-bound
def update_bound(inputs: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: float) -> float:
    gamma = np.min(np.abs(inputs @ weights + bias)) / np.linalg.norm([*weights, bias])
    if gamma == 0:
        raise ValueError("not separated")
    return float((np.max(np.sum(inputs**2, axis=1)) + 1) / gamma**2)
