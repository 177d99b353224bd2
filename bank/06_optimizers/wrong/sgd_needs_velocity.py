# exercise: sgd-update
# belief: with momentum 0 the velocity is just the gradient
# symptom: velocity
# fails: test-sgd-plain
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    update_velocity(state["velocity"], direction, momentum)
    move(parameter, state["velocity"], lr)
