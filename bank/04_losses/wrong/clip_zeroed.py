# exercise: clip
# belief: what is outside becomes 0
# symptom: above high becomes high
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = np.where((a.data >= low) & (a.data <= high), a.data, a.data.dtype.type(0))
    return Tensor.from_op(result, "clip", a, low=low, high=high)
