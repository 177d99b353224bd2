# exercise: dropout-mask
# belief: NumPy picks the dtype
# symptom: the dtype
# fails: test-dropout-mask-values
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 1:
        return np.zeros(shape)
    return (rng.random(shape) >= p) / (1 - p)
