# exercise: dropout-mask
# belief: p = 1 needs no special care
# symptom: no nan
# fails: test-dropout-mask-ends
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    keep = (rng.random(shape) >= p).astype(dtype)
    with np.errstate(all="ignore"):
        return keep / keep.dtype.type(1 - p)
