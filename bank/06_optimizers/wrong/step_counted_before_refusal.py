# exercise: take-step
# belief: a step that fails was a step
# symptom: before the step is counted
# fails: test-take-step-shape
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is None:
            continue
        state["steps"] += 1
        if parameter.grad.shape != parameter.shape:
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        optimizer.update(parameter, state)
