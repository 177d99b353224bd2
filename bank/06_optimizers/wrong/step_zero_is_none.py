# exercise: take-step
# belief: a gradient of zeros is no gradient
# symptom: a gradient of zeros is a gradient
# fails: test-take-step-skips
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is None or not parameter.grad.any():
            continue
        if parameter.grad.shape != parameter.shape:
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        state["steps"] += 1
        optimizer.update(parameter, state)
