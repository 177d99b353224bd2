# exercise: perceptron-cycle
# belief: a circle comes back to where training began
# symptom: wherever the first
# fails: test-perceptron-cycle
def cycle_length(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_sweeps: int) -> int | None:
    weights, bias = weights_of(model)
    start = (*weights, bias)
    for sweep in range(1, max_sweeps + 1):
        made = [rosenblatt_step(model, x, label) for x, label in zip(inputs, labels)]
        if not any(made):
            return 0
        weights, bias = weights_of(model)
        if (*weights, bias) == start:
            return sweep
    return None
