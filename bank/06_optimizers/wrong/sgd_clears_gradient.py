# exercise: sgd-update
# belief: a used gradient is cleared by the step
# symptom: leaves the gradient
# fails: test-sgd-plain
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad.copy()
    parameter.grad[...] = 0
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
        direction = state["velocity"]
    move(parameter, direction, lr)
