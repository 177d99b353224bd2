# exercise: best-rate
# belief: the best rate solves the steepest direction in one step
# symptom: equally slow
# fails: test-best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    rate = 1 / curvatures.max()
    return float(rate), float(np.abs(1 - rate * curvatures).max())
