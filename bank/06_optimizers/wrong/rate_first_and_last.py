# exercise: best-rate
# belief: curvatures come in rising order
# symptom: no other rate
# fails: test-best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    rate = 2 / (curvatures[0] + curvatures[-1])
    return float(rate), float(np.abs(1 - rate * curvatures).max())
