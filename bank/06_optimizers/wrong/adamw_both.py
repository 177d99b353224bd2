# exercise: adamw-update
# belief: decay twice is safer
# symptom: without decay
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
    parameter.data *= 1 - lr * weight_decay
    adam_update(parameter, state, lr, betas, eps, weight_decay)
