# exercise: sgd-update
# belief: parameter.grad may be changed on the way
# symptom: leaves the gradient
# fails: test-sgd-decay
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    if weight_decay:
        parameter.grad += weight_decay * parameter.data
    direction = parameter.grad
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
        direction = state["velocity"]
    move(parameter, direction, lr)
