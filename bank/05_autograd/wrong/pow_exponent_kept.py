# exercise: rules-pow-exp-log
# belief: the exponent comes down and stays
# symptom: n * a^(n - 1)
# fails: test-rules-pow-exp-log
#| export
@vjp("pow", needs="inputs")
def pow_vjp(grad: np.ndarray, a: np.ndarray, exponent: float) -> np.ndarray:
    """Gradient of a ** exponent in a; 0 everywhere if the exponent is 0."""
    if exponent == 0:
        return np.zeros_like(grad)
    return grad * (exponent * a**exponent)


@vjp("exp", needs="output")
def exp_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of exp(a); output is exp(a)."""
    return grad * output


@vjp("log", needs="inputs")
def log_vjp(grad: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Gradient of log(a)."""
    return grad / a
