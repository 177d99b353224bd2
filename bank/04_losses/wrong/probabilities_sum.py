# exercise: require-probabilities
# belief: probabilities sum to 1
# symptom: must sum to 1
# fails: test-require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    if abs(values.data.sum() - 1.0) > 1e-5:
        raise ValueError(f"{name} must sum to 1, got {values.data.sum()}")
