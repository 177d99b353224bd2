# exercise: clip
# belief: the bounds are in the result already
# symptom: saved as low and high
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = np.minimum(np.maximum(a.data, low), high)
    return Tensor.from_op(result, "clip", a)
