# exercise: clip
# belief: NumPy handles any number
# symptom: NumPy float64
# fails: test-clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    result = np.minimum(np.maximum(a.data, low), high)
    return Tensor.from_op(result, "clip", a, low=low, high=high)
