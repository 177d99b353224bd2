# exercise: take-step
# belief: a gradient fits if it has as many numbers
# symptom: gradient that differs
# fails: test-take-step-shape
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is None:
            continue
        if parameter.grad.size != parameter.size:
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        state["steps"] += 1
        optimizer.update(parameter, state)
