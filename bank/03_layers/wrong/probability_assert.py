# exercise: check-probability
# belief: assert is how one checks arguments
# symptom: outside [0, 1] raises a ValueError
# fails: test-check-probability
#| export
def check_probability(p: float) -> float:
    assert 0 <= p <= 1, f"p must lie within [0, 1], got {p}"
    return float(p)
