# exercise: best-rate
# belief: the slowest direction has the largest factor, sign included
# symptom: largest |1 - rate * curvature|
# fails: test-best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    rate = 2 / (curvatures.min() + curvatures.max())
    return float(rate), float((1 - rate * curvatures).min())
