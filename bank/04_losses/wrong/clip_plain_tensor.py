# exercise: clip
# belief: Tensor(result) is the same as Tensor.from_op
# symptom: exactly one operation
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    return Tensor(np.minimum(np.maximum(a.data, low), high), dtype=a.dtype)
