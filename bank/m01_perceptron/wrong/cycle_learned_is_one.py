# exercise: perceptron-cycle
# belief: a sweep that changes nothing is a circle of one sweep
# symptom: there is no circle
# fails: test-perceptron-cycle
def cycle_length(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_sweeps: int) -> int | None:
    def state():
        weights, bias = weights_of(model)
        return (*weights, bias)

    seen = [state()]
    for sweep in range(1, max_sweeps + 1):
        for x, label in zip(inputs, labels):
            rosenblatt_step(model, x, label)
        if state() in seen:
            return sweep - seen.index(state())
        seen.append(state())
    return None
