# exercise: sgd-update
# belief: momentum belongs to the velocity, the step to the gradient
# symptom: past gradients go on pushing
# fails: test-sgd-momentum
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
    move(parameter, direction, lr)
