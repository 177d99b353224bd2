# exercise: init-weight
# belief: random is random, the size does not matter
# symptom: standard deviation sqrt(1 / in_features)
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    return Tensor(generator.standard_normal((in_features, out_features)), requires_grad=True, dtype=dtype)
