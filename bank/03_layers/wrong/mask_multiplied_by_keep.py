# exercise: dropout-mask
# belief: survivors are multiplied by 1 - p
# symptom: 1 / (1 - p)
# fails: test-dropout-mask-values
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    return ((rng.random(shape) >= p) * (1 - p)).astype(dtype)
