# exercise: init-weight
# belief: every tensor in a layer is a parameter by itself
# symptom: requires_grad is True
# fails: test-init-weight-form
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    return Tensor(generator.normal(0.0, np.sqrt(1 / in_features), (in_features, out_features)), dtype=dtype)
