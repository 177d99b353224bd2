# exercise: dropout-mask
# belief: seeding makes the mask repeatable
# symptom: a second mask
# fails: test-dropout-mask-rate
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 1:
        return np.zeros(shape, dtype=dtype)
    keep = np.random.default_rng(0).random(shape) >= p
    return (keep / (1 - p)).astype(dtype)
