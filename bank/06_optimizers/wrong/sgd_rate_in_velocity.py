# exercise: sgd-update
# belief: the velocity holds steps, not gradients
# symptom: lr is no part of it
# fails: test-sgd-momentum
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    if momentum:
        update_velocity(state["velocity"], lr * direction, momentum)
        move(parameter, state["velocity"], 1.0)
    else:
        move(parameter, direction, lr)
