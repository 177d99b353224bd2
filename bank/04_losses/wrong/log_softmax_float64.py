# exercise: log-softmax
# belief: compute in float64 to be safe
# symptom: float32
# fails: test-log-softmax-operation
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data.astype(np.float64)
    s = s - s.max(axis=dim, keepdims=True)
    result = s - np.log(np.exp(s).sum(axis=dim, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
