# exercise: take-step
# belief: the count is that of the optimizer
# symptom: counted
# fails: test-take-step-skips
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        state["steps"] += 1
        if parameter.grad is None:
            continue
        if parameter.grad.shape != parameter.shape:
            state["steps"] -= 1
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        optimizer.update(parameter, state)
