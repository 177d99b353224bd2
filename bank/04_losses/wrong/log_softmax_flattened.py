# exercise: log-softmax
# belief: all probabilities of the batch sum to 1
# symptom: each row
# fails: test-log-softmax-values
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max(axis=dim, keepdims=True)
    result = s - np.log(np.exp(s).sum())
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
