# exercise: require-probabilities
# belief: the number says enough
# symptom: says what it was
# fails: test-require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    bad = ~((values.data >= 0) & (values.data <= 1))
    if bad.any():
        raise ValueError(f"no probability: {values.data[bad][0]}")
