# exercise: clip-grad-norm
# belief: parameters can be walked twice
# symptom: is an iterator
# fails: test-clip-above
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if not max_norm > 0:
        raise ValueError(f"max_norm must be above 0, got {max_norm}")
    norm = gradient_norm(parameters)
    if max_norm < norm < math.inf:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad = parameter.grad * (max_norm / norm)
    return norm
