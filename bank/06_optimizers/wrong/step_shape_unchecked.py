# exercise: take-step
# belief: NumPy complains about shapes
# symptom: another shape
# fails: test-take-step-shape
#| export
def take_step(optimizer: Optimizer) -> None:
    for parameter, state in zip(optimizer.params, optimizer.state):
        if parameter.grad is not None:
            state["steps"] += 1
            optimizer.update(parameter, state)
