# exercise: sgd-update
# belief: decay is added to the step
# symptom: momentum works on the sum
# fails: test-sgd-decay
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
        direction = state["velocity"]
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    move(parameter, direction, lr)
