# design: new parameter tensors instead of changes in place, a column of ones for the bias, counters
# %% perceptron-threshold
def threshold(scores: np.ndarray) -> np.ndarray:
    return 2 * (np.asarray(scores) >= 0).astype(int) - 1
# %% perceptron-boundary
def boundary(weights: np.ndarray, bias: float, x1: np.ndarray) -> np.ndarray:
    w1, w2 = float(weights[0]), float(weights[1])
    if not w2:
        raise ValueError(f"w2 is {w2}: the line stands upright")
    return np.array([-bias / w2 - w1 / w2 * x for x in x1])
# %% perceptron-model
class Perceptron(Layer):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = Linear(in_features, 1)
        self.linear.weight = Tensor(np.zeros((in_features, 1)), requires_grad=True)
        self.linear.bias = Tensor(np.zeros(1), requires_grad=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return threshold(self.forward(Tensor(inputs)).numpy()[:, 0])
# %% perceptron-step
def rosenblatt_step(model: Perceptron, x: np.ndarray, label: int) -> bool:
    mistake = float(model(Tensor([x])).numpy()[0, 0]) * label <= 0
    if mistake:
        weights, bias = weights_of(model)
        set_weights(model, weights + label * np.asarray(x), bias + label)
    return mistake
# %% perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = model(Tensor(inputs)) * np.asarray(labels).reshape(-1, 1)
    return np.array([i for i, (value,) in enumerate(scores.numpy()) if not value > 0], dtype=int)
# %% perceptron-train
def train(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    right_in_a_row, i, updates = 0, 0, 0
    while right_in_a_row < len(inputs) and updates < max_updates:
        if rosenblatt_step(model, inputs[i], labels[i]):
            right_in_a_row, updates = 0, updates + 1
        else:
            right_in_a_row += 1
        i = (i + 1) % len(inputs)
    return updates
# %% perceptron-bound
def update_bound(inputs: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: float) -> float:
    z = np.column_stack([inputs, np.ones(len(inputs))])
    u = np.append(weights, bias)
    margins = labels * (z @ u)
    if not (margins > 0).all():
        raise ValueError(f"{np.sum(margins <= 0)} examples are on the wrong side of this line")
    return (u @ u) * max(row @ row for row in z) / margins.min() ** 2
# %% perceptron-cycle
def cycle_length(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_sweeps: int) -> int | None:
    states = [np.append(*weights_of(model))]
    while len(states) <= max_sweeps:
        if train_sweep(model, inputs, labels) == 0:
            return 0
        here = np.append(*weights_of(model))
        for ago, before in enumerate(reversed(states), start=1):
            if np.array_equal(here, before):
                return ago
        states.append(here)


def train_sweep(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> int:
    return sum(rosenblatt_step(model, x, y) for x, y in zip(inputs, labels))
# %% perceptron-pocket
def pocket(model: Perceptron, inputs: np.ndarray, labels: np.ndarray, max_updates: int) -> int:
    def state():
        return len(mistakes(model, inputs, labels)), *weights_of(model)

    best, i, updates, idle = state(), 0, 0, 0
    while updates < max_updates and idle < len(inputs):
        if rosenblatt_step(model, inputs[i], labels[i]):
            updates, idle = updates + 1, 0
            best = min(best, state(), key=lambda entry: entry[0])
        else:
            idle += 1
        i = (i + 1) % len(inputs)
    set_weights(model, best[1], best[2])
    return best[0]
