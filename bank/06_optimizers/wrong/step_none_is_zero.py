# exercise: take-step
# belief: no gradient means a gradient of zeros
# symptom: are skipped
# fails: test-take-step-skips
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is None:
            parameter.grad = np.zeros_like(parameter.data)
        if parameter.grad.shape != parameter.shape:
            raise ValueError(f"{parameter.grad.shape} and {parameter.shape}")
        state["steps"] += 1
        optimizer.update(parameter, state)
