# exercise: clip-grad-norm
# belief: every parameter is clipped on its own
# symptom: one factor for all
# fails: test-clip-above
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if not max_norm > 0:
        raise ValueError(f"max_norm must be above 0, got {max_norm}")
    parameters = list(parameters)
    norm = gradient_norm(parameters)
    for parameter in parameters:
        if parameter.grad is not None:
            own = gradient_norm([parameter])
            if max_norm < own < math.inf:
                parameter.grad = parameter.grad * (max_norm / own)
    return norm
