# exercise: linear-forward
# belief: NumPy does the same and is faster
# symptom: the tensor operation matmul
# fails: test-linear-hook
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if x.shape[-1:] != weight.shape[:1]:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    y = x.data @ weight.data
    if bias is not None:
        y = y + bias.data
    return Tensor(y, dtype=x.dtype)
