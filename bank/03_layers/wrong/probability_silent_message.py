# exercise: check-probability
# belief: ValueError says enough
# symptom: names the value
# fails: test-check-probability
#| export
def check_probability(p: float) -> float:
    if not 0 <= p <= 1:
        raise ValueError("p must lie within [0, 1]")
    return float(p)
