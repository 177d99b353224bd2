# exercise: dropout-mask
# belief: whether the comparison is strict makes no difference
# symptom: for p = 0 nothing is dropped
# fails: test-dropout-mask-ends
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    keep = rng.random(shape, dtype=dtype) > p
    mask = keep.astype(dtype)
    if p < 1:
        mask /= 1 - p
    return mask
