# exercise: dropout-mask
# belief: what survives is divided by p
# symptom: 1 / (1 - p)
# fails: test-dropout-mask-values
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 0 or p == 1:
        return np.full(shape, 1 - p, dtype=dtype)
    return ((rng.random(shape) >= p) / p).astype(dtype)
