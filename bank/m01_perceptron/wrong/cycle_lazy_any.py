# exercise: perceptron-cycle
# belief: any() over a generator makes the whole sweep
# symptom: every sweep ends
# fails: test-perceptron-cycle
def cycle_length(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_sweeps: int) -> int | None:
    def state():
        weights, bias = weights_of(model)
        return (*weights, bias)

    seen = [state()]
    for sweep in range(1, max_sweeps + 1):
        if not any(rosenblatt_step(model, x, label) for x, label in zip(inputs, labels)):
            return 0
        if state() in seen:
            return sweep - seen.index(state())
        seen.append(state())
    return None
