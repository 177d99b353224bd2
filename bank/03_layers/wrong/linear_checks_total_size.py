# exercise: linear-forward
# belief: what can be reshaped fits
# symptom: what does not fit is a ValueError
# fails: test-linear-mismatch
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    n_in = weight.shape[0]
    if x.size % n_in:
        raise ValueError(f"Linear: input {x.shape} does not fit weight {weight.shape}")
    if x.shape[-1] != n_in:
        x = x.reshape(-1, n_in)
    y = x.matmul(weight)
    return y if bias is None else y + bias
