# exercise: perceptron-bound
# belief: the bound is R over gamma
# symptom: R^2 is
# fails: test-perceptron-bound
def update_bound(inputs: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: float) -> float:
    gamma = np.min(labels * (inputs @ weights + bias)) / np.linalg.norm([*weights, bias])
    if gamma <= 0:
        raise ValueError("not separated")
    return float(np.sqrt(np.max(np.sum(inputs**2, axis=1)) + 1) / gamma)
