# exercise: require-probabilities
# belief: what is not too small and not too large is inside
# symptom: one nan
# fails: test-require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    bad = (values.data < 0) | (values.data > 1)
    if bad.any():
        raise ValueError(f"{name} must be probabilities, got {values.data[bad][0]}")
