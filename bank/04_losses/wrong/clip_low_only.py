# exercise: clip
# belief: only the lower end matters to a logarithm
# symptom: above high becomes high
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = np.maximum(a.data, low)
    return Tensor.from_op(result, "clip", a, low=low, high=high)
