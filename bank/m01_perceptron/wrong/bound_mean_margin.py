# exercise: perceptron-bound
# belief: the typical example decides
# symptom: smallest
# fails: test-perceptron-bound
def update_bound(inputs: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: float) -> float:
    scores = labels * (inputs @ weights + bias) / np.linalg.norm([*weights, bias])
    if scores.min() <= 0:
        raise ValueError("not separated")
    return float((np.max(np.sum(inputs**2, axis=1)) + 1) / np.mean(scores) ** 2)
