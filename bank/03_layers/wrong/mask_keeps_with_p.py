# exercise: dropout-mask
# belief: p is the probability of staying
# symptom: probability of being dropped
# fails: test-dropout-mask-rate
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 1:
        return np.zeros(shape, dtype=dtype)
    return ((rng.random(shape) < p) / (1 - p)).astype(dtype)
