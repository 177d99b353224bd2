# exercise: require-probabilities
# belief: a forgotten sigmoid shows above 1
# symptom: below 0
# fails: test-require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    bad = ~(values.data <= 1)
    if bad.any():
        raise ValueError(f"{name} must be probabilities, got {values.data[bad][0]}")
