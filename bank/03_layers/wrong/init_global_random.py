# exercise: init-weight
# belief: np.random is the generator
# symptom: draw from rng
# fails: test-init-weight-rng
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    values = np.random.randn(in_features, out_features) * np.sqrt(1 / in_features)
    return Tensor(values, requires_grad=True, dtype=dtype)
