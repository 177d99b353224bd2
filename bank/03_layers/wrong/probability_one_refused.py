# exercise: check-probability
# belief: dropping everything makes no sense
# symptom: within [0, 1], got 1.0
# fails: test-check-probability
#| export
def check_probability(p: float) -> float:
    if not 0 <= p < 1:
        raise ValueError(f"p must lie within [0, 1], got {p}")
    return float(p)
