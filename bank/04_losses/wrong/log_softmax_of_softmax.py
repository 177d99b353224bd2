# exercise: log-softmax
# belief: a stable softmax and a logarithm are all it takes
# symptom: no logarithm of 0
# fails: test-log-softmax-stable
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    e = np.exp(x.data - x.data.max(axis=dim, keepdims=True))
    result = np.log(e / e.sum(axis=dim, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
