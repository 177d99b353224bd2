# design: plain loops, corrections taken from a budget that shrinks, states kept as bytes
# %% perceptron-threshold
def threshold(scores: np.ndarray) -> np.ndarray:
    return np.array([1.0 if score >= 0 else -1.0 for score in scores])
# %% perceptron-step
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    weight, bias = model.parameters()
    if (model(Tensor(x[None, :])) * float(label)).item() > 0:
        return False
    weight.data = (weight.data + label * x[:, None]).astype(np.float32)
    bias.data = (bias.data + label).astype(np.float32)
    return True
# %% perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    product = model(Tensor(inputs)).reshape(-1) * Tensor(labels)
    return np.nonzero(product.numpy() <= 0)[0]
# %% perceptron-train
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    left = max_updates
    while left > 0 and len(mistakes(model, inputs, labels)) > 0:
        for i in range(len(inputs)):
            left -= left > 0 and rosenblatt_step(model, inputs[i], labels[i])
    return max_updates - left
# %% perceptron-cycle
def cycle_length(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_sweeps: int) -> int | None:
    names = {}
    for sweep in range(max_sweeps + 1):
        key = b"".join((np.array(p.numpy()) + 0.0).tobytes() for p in model.parameters())
        if key in names:
            return sweep - names[key]
        names[key] = sweep
        if sweep == max_sweeps:
            return None
        changed = False
        for x, label in zip(inputs, labels):
            changed = rosenblatt_step(model, x, label) or changed
        if not changed:
            return 0
# %% perceptron-pocket
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    history = [(len(mistakes(model, inputs, labels)), 0, weights_of(model))]
    while history[-1][0] > 0 and len(history) <= max_updates:
        for x, label in zip(inputs, labels):
            if len(history) <= max_updates and rosenblatt_step(model, x, label):
                history.append((len(mistakes(model, inputs, labels)), len(history), weights_of(model)))
    fewest, _, (weights, bias) = min(history, key=lambda entry: entry[:2])
    set_weights(model, weights, bias)
    return fewest
