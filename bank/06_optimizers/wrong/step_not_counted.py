# exercise: take-step
# belief: update counts its own steps
# symptom: with count 1 at the first step
# fails: test-take-step-skips
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is None:
            continue
        if parameter.grad.shape != parameter.shape:
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        optimizer.update(parameter, state)
