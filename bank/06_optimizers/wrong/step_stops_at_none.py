# exercise: take-step
# belief: the first parameter without gradient ends the step
# symptom: are skipped
# fails: test-take-step-skips
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is None:
            return
        if parameter.grad.shape != parameter.shape:
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        state["steps"] += 1
        optimizer.update(parameter, state)
