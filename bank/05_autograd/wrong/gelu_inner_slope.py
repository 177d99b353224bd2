# exercise: rules-curves
# belief: the slope inside tanh is the root alone
# symptom: chain rule
# fails: test-rules-curves
#| export
@vjp("sigmoid", needs="output")
def sigmoid_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of the sigmoid."""
    return grad * (output * (1.0 - output))


@vjp("tanh", needs="output")
def tanh_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of the hyperbolic tangent."""
    return grad * (1.0 - output * output)


@vjp("gelu", needs="inputs")
def gelu_vjp(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Gradient of GELU in its tanh form."""
    root = math.sqrt(2.0 / math.pi)
    square = x * x
    t = np.tanh(root * (x + 0.044715 * (square * x)))
    inner = root
    return grad * (0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * inner)
