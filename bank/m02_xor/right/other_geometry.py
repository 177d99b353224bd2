# design: averages of the two classes, a fixed list of lines, absolute values instead of counting, new Tensors
# %% xor-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    a = np.asarray(multipliers, dtype=float)
    one, zero = a[targets == 1], a[targets == 0]
    if min(a) < 0 or one.sum() != zero.sum() or one.sum() == 0:
        return False
    return np.array_equal(one @ inputs[targets == 1], zero @ inputs[targets == 0])
# %% xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    lines = [(0, 0), (1, 0), (0, 1), (1, 1), (1, -1), (-1, 1)]
    lines = [(float(p), float(q)) for p, q in lines] + [(-float(p), -float(q)) for p, q in lines]
    found = []
    for p, q in lines:
        for b in np.arange(-2.25, 2.5, 0.5):
            right = sum(int((p * x + q * y + b >= 0) == bool(t)) for (x, y), t in zip(ROWS, targets))
            found.append([right, 2 * p, 2 * q, 2 * b])
    return sorted(found, key=lambda line: -line[0])[0]
# %% xor-fit
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    def one_update() -> float:
        loss = loss_fn(model(Tensor(inputs)), Tensor(targets[:, None]))
        for parameter in model.parameters():
            parameter.grad = None
        loss.backward()
        optimizer.step()
        return float(loss.numpy())

    return [one_update() for _ in range(updates)]
# %% xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    columns = {(): np.ones(len(rows))}
    for size in range(1, order + 1):
        for chosen in combinations(range(rows.shape[1]), size):
            columns[chosen] = columns[chosen[:-1]] * rows[:, chosen[-1]]
    del columns[()]
    return np.array(list(columns.values())).T
# %% xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    first, second = Linear(2, 2), Linear(2, 1)
    set_layer(first, [[1.0, -1.0], [-1.0, 1.0]], [0.0, 0.0])  # |x1 - x2| is relu(d) + relu(-d)
    set_layer(second, [[1 / abs(on - off)], [1 / abs(on - off)]], [0.0])
    return Sequential(first, ReLU(), second)
# %% xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    generator = np.random.default_rng(seed)
    last = Linear(hidden, 1, rng=generator)
    return Sequential(Sequential(Linear(2, hidden, rng=generator), Tanh()), Sequential(last, Sigmoid()))
# %% xor-parity
def parity_by_hand(bits: int) -> Sequential:
    first, second = Linear(bits, bits), Linear(bits, 1)
    first.weight = Tensor([[1.0] * bits] * bits, requires_grad=True)
    first.bias = Tensor([-float(k) for k in range(bits)], requires_grad=True)
    second.weight = Tensor([[1.0 if k == 0 else -2.0 if k % 2 else 2.0] for k in range(bits)], requires_grad=True)
    return Sequential(first, ReLU(), second)
