# exercise: check-probability
# belief: too large means 1
# symptom: outside [0, 1] raises
# fails: test-check-probability
#| export
def check_probability(p: float) -> float:
    return float(min(max(p, 0.0), 1.0))
