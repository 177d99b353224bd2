# exercise: adamw-update
# belief: the order does not matter
# symptom: then makes Adam's step
# fails: test-adamw
#| export
def adamw_update(
    parameter: Tensor,
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> None:
    adam_update(parameter, state, lr, betas, eps)
    parameter.data *= 1 - lr * weight_decay
