# exercise: log-softmax
# belief: a loss is positive, so the minus sign belongs here
# symptom: sum to 1
# fails: test-log-softmax-values
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max(axis=dim, keepdims=True)
    result = np.log(np.exp(s).sum(axis=dim, keepdims=True)) - s
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
