# exercise: init-weight
# belief: normal takes the variance
# symptom: standard deviation sqrt(1 / in_features)
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    values = generator.normal(0.0, 1 / in_features, size=(in_features, out_features))
    return Tensor(values, requires_grad=True, dtype=dtype)
