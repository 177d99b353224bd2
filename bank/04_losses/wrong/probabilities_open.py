# exercise: require-probabilities
# belief: 0 and 1 are never reached
# symptom: got 0.0
# fails: test-require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    bad = ~((values.data > 0) & (values.data < 1))
    if bad.any():
        raise ValueError(f"{name} must be probabilities, got {values.data[bad][0]}")
