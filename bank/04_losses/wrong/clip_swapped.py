# exercise: clip
# belief: maximum keeps a number below the maximum
# symptom: below low becomes low
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = np.maximum(np.minimum(a.data, low), high)
    return Tensor.from_op(result, "clip", a, low=low, high=high)
