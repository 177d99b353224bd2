# exercise: log-softmax
# belief: a result is always float32
# symptom: float64
# fails: test-log-softmax-operation
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max(axis=dim, keepdims=True)
    result = (s - np.log(np.exp(s).sum(axis=dim, keepdims=True))).astype(np.float32)
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
