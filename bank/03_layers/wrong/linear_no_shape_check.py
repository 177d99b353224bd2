# exercise: linear-forward
# belief: matmul complains already
# symptom: says "Linear"
# fails: test-linear-mismatch
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    y = x.matmul(weight)
    return y if bias is None else y + bias
