# exercise: linear-forward
# belief: there is always a bias
# symptom: NoneType
# fails: test-linear-rows
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[-1:] != weight.shape[:1]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    return x.matmul(weight) + bias
