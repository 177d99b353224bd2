# exercise: adam-update
# belief: the corrected moments are the state
# symptom: bias corrections of step 2
# fails: test-adam-steps
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
    mean = correct_bias(state["m"], betas[0], state["steps"])
    square = correct_bias(state["v"], betas[1], state["steps"])
    state["m"], state["v"] = mean, square
    move(parameter, mean / (np.sqrt(square) + eps), lr)
