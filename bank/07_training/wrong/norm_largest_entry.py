# exercise: gradient-norm
# belief: the norm is the largest entry
# symptom: root of the sum of all squares
# fails: test-gradient-norm
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:

    largest = 0.0
    for parameter in parameters:
        if parameter.grad is not None:
            largest = max(largest, float(np.abs(parameter.grad).max()))
    return largest
