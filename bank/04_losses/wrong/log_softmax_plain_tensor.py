# exercise: log-softmax
# belief: Tensor(result) is the same as Tensor.from_op
# symptom: exactly one operation
# fails: test-log-softmax-operation
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max(axis=dim, keepdims=True)
    result = s - np.log(np.exp(s).sum(axis=dim, keepdims=True))
    return Tensor(result, dtype=x.dtype)
