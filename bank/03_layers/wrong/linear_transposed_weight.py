# exercise: linear-forward
# belief: weights are stored (out, in), so transpose them
# symptom: Cannot perform matrix multiplication
# fails: test-linear-rows
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[-1:] != weight.shape[:1]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    y = x.matmul(weight.T)
    return y if bias is None else y + bias
