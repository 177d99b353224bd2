# exercise: clip
# belief: keep the number from getting too large
# symptom: below low becomes low
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = np.minimum(a.data, high)
    return Tensor.from_op(result, "clip", a, low=low, high=high)
