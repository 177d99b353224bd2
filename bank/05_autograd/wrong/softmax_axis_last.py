# exercise: rules-softmax
# belief: softmax runs along the last axis
# symptom: along dim
# fails: test-rules-softmax
#| export
@vjp("softmax", needs="output")
def softmax_vjp(grad: np.ndarray, output: np.ndarray, dim: int) -> np.ndarray:
    """Gradient of softmax along the axis dim; output holds the probabilities."""
    weighted = grad * output
    return weighted - output * weighted.sum(axis=-1, keepdims=True)


@vjp("log_softmax", needs="output")
def log_softmax_vjp(grad: np.ndarray, output: np.ndarray, dim: int) -> np.ndarray:
    """Gradient of log-softmax along the axis dim; output holds the logarithms of the probabilities."""
    return grad - np.exp(output) * grad.sum(axis=dim, keepdims=True)
