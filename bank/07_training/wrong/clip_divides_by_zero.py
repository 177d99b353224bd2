# exercise: clip-grad-norm
# belief: min() takes care of everything
# symptom: division by zero
# fails: test-clip-below
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if not max_norm > 0:
        raise ValueError(f"max_norm must be above 0, got {max_norm}")
    parameters = list(parameters)
    norm = gradient_norm(parameters)
    factor = min(1.0, max_norm / norm)
    for parameter in parameters:
        if parameter.grad is not None and norm < math.inf:
            parameter.grad = parameter.grad * factor
    return norm
