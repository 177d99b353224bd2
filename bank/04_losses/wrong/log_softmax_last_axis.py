# exercise: log-softmax
# belief: the classes are always last
# symptom: the axis dim, whichever it is
# fails: test-log-softmax-values
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x.data - x.data.max(axis=-1, keepdims=True)
    result = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
