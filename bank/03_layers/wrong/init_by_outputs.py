# exercise: init-weight
# belief: the scale goes with the number of outputs
# symptom: standard deviation sqrt(1 / in_features)
# fails: test-init-weight-scale
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    generator = np.random.default_rng(rng)
    values = generator.standard_normal((in_features, out_features)) * np.sqrt(1 / out_features)
    return Tensor(values, requires_grad=True, dtype=dtype)
