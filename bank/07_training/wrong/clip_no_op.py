# exercise: clip-grad-norm
# belief: returning the norm is all
# symptom: above the limit every gradient
# fails: test-clip-above
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if not max_norm > 0:
        raise ValueError(f"max_norm must be above 0, got {max_norm}")
    parameters = list(parameters)
    norm = gradient_norm(parameters)
    if norm > max_norm:
        for parameter in parameters:
            if parameter.grad is not None:
                clipped = parameter.grad * (max_norm / norm)
    return norm
