# exercise: sgd-update
# belief: a fresh velocity is made from the old one
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
        direction = momentum * state["velocity"] + direction
    move(parameter, direction, lr)
