# exercise: require-probabilities
# belief: all numbers must be wrong before it is worth an error
# symptom: above 1
# fails: test-require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    bad = ~((values.data >= 0) & (values.data <= 1))
    if bad.all():
        raise ValueError(f"{name} must be probabilities, got {values.data[bad][0]}")
