# exercise: log-softmax
# belief: one constant for the whole batch
# symptom: each row
# fails: test-log-softmax-stable
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max()
    result = s - np.log(np.exp(s).sum(axis=dim, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
