# exercise: sgd-update
# belief: parameter.data may be replaced
# symptom: own array
# fails: test-sgd-plain
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
        direction = state["velocity"]
    parameter.data = parameter.data - lr * direction
