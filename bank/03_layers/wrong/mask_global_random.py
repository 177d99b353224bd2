# exercise: dropout-mask
# belief: np.random is the generator
# symptom: the same seed gives the same mask
# fails: test-dropout-mask-rate
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 1:
        return np.zeros(shape, dtype=dtype)
    return ((np.random.rand(*shape) >= p) / (1 - p)).astype(dtype)
