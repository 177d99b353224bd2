# exercise: init-weight
# belief: no generator means seed 0
# symptom: without a generator, every call gives other weights
# fails: test-init-weight-rng
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    if rng is None:
        rng = np.random.default_rng(0)
    values = rng.normal(0.0, np.sqrt(1 / in_features), size=(in_features, out_features))
    return Tensor(values, requires_grad=True, dtype=dtype)
