# exercise: perceptron-cycle
# belief: the weights say where the rule stands
# symptom: weights and bias
# fails: test-perceptron-cycle
def cycle_length(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_sweeps: int) -> int | None:
    seen = [tuple(weights_of(model)[0])]
    for sweep in range(1, max_sweeps + 1):
        made = [rosenblatt_step(model, x, label) for x, label in zip(inputs, labels)]
        if not any(made):
            return 0
        here = tuple(weights_of(model)[0])
        if here in seen:
            return sweep - seen.index(here)
        seen.append(here)
    return None
