# exercise: init-weight
# belief: weights should be around 1 so that they keep their input
# symptom: mean 0
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    scale = np.sqrt(1 / in_features)
    values = generator.normal(scale, scale, (in_features, out_features))
    return Tensor(values, requires_grad=True, dtype=dtype)
