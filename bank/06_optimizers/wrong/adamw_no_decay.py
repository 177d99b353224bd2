# exercise: adamw-update
# belief: decay is handled by the class
# symptom: (1 - lr * weight_decay)
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
