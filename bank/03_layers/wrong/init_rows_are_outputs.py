# exercise: init-weight
# belief: a weight is (out, in), as in another library
# symptom: (in_features, out_features)
# fails: test-init-weight-form
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    values = generator.normal(0.0, np.sqrt(1 / in_features), size=(out_features, in_features))
    return Tensor(values, requires_grad=True, dtype=dtype)
