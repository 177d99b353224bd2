# exercise: sgd-update
# belief: at the first step the velocity is the gradient
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
        if state["steps"] == 1:
            state["velocity"] = direction
        else:
            state["velocity"] = momentum * state["velocity"] + direction
        direction = state["velocity"]
    move(parameter, direction, lr)
