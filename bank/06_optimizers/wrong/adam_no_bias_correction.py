# exercise: adam-update
# belief: bias correction is a detail
# symptom: corrected for their bias
# fails: test-adam-first-step
#| export
def adam_update(
    parameter: Tensor,
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float = 0.0,
) -> None:
    gradient = parameter.grad
    if weight_decay:
        gradient = add_decay(gradient, parameter.data, weight_decay)
    update_moments(state["m"], state["v"], gradient, betas)
    mean = state["m"]
    square = state["v"]
    move(parameter, mean / (np.sqrt(square) + eps), lr)
