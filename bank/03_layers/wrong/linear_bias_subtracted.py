# exercise: linear-forward
# belief: a bias is a threshold and is subtracted
# symptom: the bias is added to every row
# fails: test-linear-rows
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[-1:] != weight.shape[:1]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    y = x.matmul(weight)
    if bias is not None:
        y = y - bias
    return y
