# exercise: clip-grad-norm
# belief: nobody would give a limit of 0
# symptom: max_norm
# fails: test-clip-below
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    parameters = list(parameters)
    norm = gradient_norm(parameters)
    if max_norm < norm < math.inf:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad = parameter.grad * (max_norm / norm)
    return norm
