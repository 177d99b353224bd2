# exercise: dropout-mask
# belief: dropout only removes
# symptom: 1 / (1 - p)
# fails: test-dropout-mask-values
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    return (rng.random(shape) >= p).astype(dtype)
