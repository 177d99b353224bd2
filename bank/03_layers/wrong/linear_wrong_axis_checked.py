# exercise: linear-forward
# belief: axis 1 holds the features
# symptom: tuple index out of range
# fails: test-linear-leading
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[1] != weight.shape[0]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    y = x.matmul(weight)
    return y if bias is None else y + bias
