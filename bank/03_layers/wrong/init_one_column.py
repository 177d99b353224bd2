# exercise: init-weight
# belief: one random column can serve all outputs
# symptom: drawn on its own
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    signs = generator.choice([-1.0, 1.0], size=(in_features, 1))
    values = np.repeat(signs * np.sqrt(1 / in_features), out_features, axis=1)
    return Tensor(values, requires_grad=True, dtype=dtype)
