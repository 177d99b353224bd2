# exercise: dropout-mask
# belief: one decision an example
# symptom: decided on its own
# fails: test-dropout-mask-rate
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 1:
        return np.zeros(shape, dtype=dtype)
    keep = rng.random((shape[0],) + (1,) * (len(shape) - 1)) >= p
    return np.broadcast_to(keep / (1 - p), shape).astype(dtype)
