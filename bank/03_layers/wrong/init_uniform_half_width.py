# exercise: init-weight
# belief: uniform between minus and plus the scale has that scale
# symptom: standard deviation
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    limit = np.sqrt(1 / in_features)
    values = generator.uniform(-limit, limit, (in_features, out_features))
    return Tensor(values, requires_grad=True, dtype=dtype)
