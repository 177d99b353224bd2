# exercise: log-softmax
# belief: the formula can be typed as it stands
# symptom: overflow
# fails: test-log-softmax-stable
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    result = x.data - np.log(np.exp(x.data).sum(axis=dim, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
