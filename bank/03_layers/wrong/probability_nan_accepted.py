# exercise: check-probability
# belief: what is neither below 0 nor above 1 is fine
# symptom: nan is no probability
# fails: test-check-probability
#| export
def check_probability(p: float) -> float:
    if p < 0 or p > 1:
        raise ValueError(f"p must lie within [0, 1], got {p}")
    return float(p)
