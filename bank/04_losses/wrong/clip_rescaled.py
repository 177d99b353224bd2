# exercise: clip
# belief: squeeze everything into the interval
# symptom: the rest stays
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    values = a.data
    span = max(float(values.max() - values.min()), 1e-30)
    result = low + (values - values.min()) / span * (high - low)
    return Tensor.from_op(result, "clip", a, low=low, high=high)
