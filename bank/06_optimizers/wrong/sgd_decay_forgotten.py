# exercise: sgd-update
# belief: weight decay is done elsewhere
# symptom: weight decay is added to the gradient
# fails: test-sgd-decay
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    direction = parameter.grad
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
        direction = state["velocity"]
    move(parameter, direction, lr)
