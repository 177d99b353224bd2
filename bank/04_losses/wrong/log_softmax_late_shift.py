# exercise: log-softmax
# belief: log-sum-exp is stable, so it may be subtracted from the logits
# symptom: is not added again
# fails: test-log-softmax-digits
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    m = x.data.max(axis=dim, keepdims=True)
    result = x.data - (m + np.log(np.exp(x.data - m).sum(axis=dim, keepdims=True)))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
