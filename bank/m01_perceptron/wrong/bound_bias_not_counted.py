# exercise: perceptron-bound
# belief: R and gamma are those of the picture
# symptom: R^2 is
# fails: test-perceptron-bound
def update_bound(inputs: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: float) -> float:
    gamma = np.min(labels * (inputs @ weights + bias)) / np.linalg.norm(weights)
    if gamma <= 0:
        raise ValueError("not separated")
    return float(np.max(np.sum(inputs**2, axis=1)) / gamma**2)
