# exercise: log-softmax
# belief: the mean of the exponentials
# symptom: sum to 1
# fails: test-log-softmax-values
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max(axis=dim, keepdims=True)
    result = s - np.log(np.exp(s).mean(axis=dim, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
