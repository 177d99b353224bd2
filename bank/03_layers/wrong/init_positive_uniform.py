# exercise: init-weight
# belief: numbers between 0 and the scale are small random numbers
# symptom: standard deviation
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    values = generator.random((in_features, out_features)) * np.sqrt(1 / in_features)
    return Tensor(values, requires_grad=True, dtype=dtype)
