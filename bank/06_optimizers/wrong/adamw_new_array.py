# exercise: adamw-update
# belief: parameter.data may be replaced
# symptom: own array
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
    parameter.data = parameter.data * (1 - lr * weight_decay)
    adam_update(parameter, state, lr, betas, eps)
