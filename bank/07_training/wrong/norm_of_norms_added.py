# exercise: gradient-norm
# belief: norms of the parameters may be added
# symptom: root of the sum of all squares
# fails: test-gradient-norm
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:

    total = 0.0
    for parameter in parameters:
        if parameter.grad is not None:
            total += float(np.linalg.norm(parameter.grad.astype(np.float64)))
    return total
