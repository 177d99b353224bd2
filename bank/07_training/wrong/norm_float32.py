# exercise: gradient-norm
# belief: float32 is good enough
# symptom: float64
# fails: test-gradient-norm-range
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:

    total = 0.0
    for parameter in parameters:
        if parameter.grad is not None:
            total += float((parameter.grad * parameter.grad).sum())
    return math.sqrt(total)
