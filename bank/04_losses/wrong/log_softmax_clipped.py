# exercise: log-softmax
# belief: a tiny number inside the logarithm cures everything
# symptom: e^-200 has the logarithm -200
# fails: test-log-softmax-stable
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    e = np.exp(x.data - x.data.max(axis=dim, keepdims=True))
    result = np.log(e / e.sum(axis=dim, keepdims=True) + 1e-12)
    return Tensor.from_op(result, "log_softmax", x, dim=dim)
