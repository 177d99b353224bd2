# exercise: log-softmax
# belief: build it from recorded operations
# symptom: exactly one operation
# fails: test-log-softmax-operation
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    s = x - x.max(axis=dim, keepdims=True)
    return s - s.exp().sum(axis=dim, keepdims=True).log()
