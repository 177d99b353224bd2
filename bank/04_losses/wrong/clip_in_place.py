# exercise: clip
# belief: clipping can be done in place
# symptom: leaves its input unchanged
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = np.clip(a.data, low, high, out=a.data)
    return Tensor.from_op(result, "clip", a, low=low, high=high)
