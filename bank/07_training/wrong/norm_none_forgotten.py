# exercise: gradient-norm
# belief: every parameter has a gradient
# symptom: NoneType
# fails: test-gradient-norm
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:

    squares = [(parameter.grad.astype(np.float64) ** 2).sum() for parameter in parameters]
    return math.sqrt(sum(squares))
