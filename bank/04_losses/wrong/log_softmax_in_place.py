# exercise: log-softmax
# belief: -= saves an array
# symptom: leaves its input unchanged
# fails: test-log-softmax-operation
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    x.data -= x.data.max(axis=dim, keepdims=True)
    result = x.data - np.log(np.exp(x.data).sum(axis=dim, keepdims=True))
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
