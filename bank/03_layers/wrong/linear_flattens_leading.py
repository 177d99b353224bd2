# exercise: linear-forward
# belief: a batch has two axes: put the others into the first
# symptom: all axes in front of it stay
# fails: test-linear-leading
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[-1:] != weight.shape[:1]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    if x.ndim > 2:
        x = x.reshape(-1, x.shape[-1])
    y = x.matmul(weight)
    return y if bias is None else y + bias
