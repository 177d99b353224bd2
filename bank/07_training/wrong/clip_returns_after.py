# exercise: clip-grad-norm
# belief: the norm that matters is the one after clipping
# symptom: norm before clipping
# fails: test-clip-above
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if not max_norm > 0:
        raise ValueError(f"max_norm must be above 0, got {max_norm}")
    parameters = list(parameters)
    norm = gradient_norm(parameters)
    if max_norm < norm < math.inf:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad = parameter.grad * (max_norm / norm)
        return max_norm
    return norm
