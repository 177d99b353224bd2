# exercise: linear-forward
# belief: the weight does the work, the bias is optional
# symptom: the bias is added
# fails: test-linear-rows
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[-1:] != weight.shape[:1]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    return x.matmul(weight)
