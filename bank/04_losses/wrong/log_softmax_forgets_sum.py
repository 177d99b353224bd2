# exercise: log-softmax
# belief: the shifted logits are the log-probabilities
# symptom: sum to 1
# fails: test-log-softmax-values
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    result = x.data - x.data.max(axis=dim, keepdims=True)
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
