# exercise: best-rate
# belief: the largest rate that does not explode is the best
# symptom: equally slow
# fails: test-best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    rate = 2 / curvatures.max()
    return float(rate), float(np.abs(1 - rate * curvatures).max())
