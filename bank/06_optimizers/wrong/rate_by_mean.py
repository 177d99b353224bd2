# exercise: best-rate
# belief: the best rate fits the average curvature
# symptom: no other rate
# fails: test-best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    rate = 1 / curvatures.mean()
    return float(rate), float(np.abs(1 - rate * curvatures).max())
