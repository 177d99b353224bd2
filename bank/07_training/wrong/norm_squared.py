# exercise: gradient-norm
# belief: the sum of squares is the norm
# symptom: root of the sum of all squares
# fails: test-gradient-norm
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:

    total = 0.0
    for parameter in parameters:
        if parameter.grad is not None:
            total += float(np.square(parameter.grad, dtype=np.float64).sum())
    return total
