# exercise: dropout-mask
# belief: at p = 1 the scale cannot be computed, so leave everything
# symptom: for p = 1 everything is dropped
# fails: test-dropout-mask-ends
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p in (0, 1):
        return np.ones(shape, dtype=dtype)
    return ((rng.random(shape) >= p) / (1 - p)).astype(dtype)
