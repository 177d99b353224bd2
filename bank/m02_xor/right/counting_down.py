# design: extra column for the bias, a random search for lines, loops, units that count the zeros
# %% xor-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    total, some = np.zeros(inputs.shape[1] + 1), False
    for a, x, t in zip(multipliers, inputs, targets):
        if a < 0:
            return False
        some = some or a > 0
        total += (a if t == 1 else -a) * np.append(x, 1.0)
    return bool(some) and not total.any()
# %% xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    generator = np.random.default_rng(0)
    lines = generator.normal(size=(3000, 3))
    answers = lines[:, :2] @ ROWS.T + lines[:, 2:] >= 0
    right = (answers == (np.asarray(targets) == 1)).sum(axis=1)
    best = right.argmax()
    return int(right[best]), *lines[best].tolist()
# %% xor-fit
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, t = Tensor(inputs), Tensor(np.reshape(targets, (len(targets), 1)))
    losses = []
    while len(losses) < updates:
        answer = model(x)
        loss = loss_fn(answer, t)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
# %% xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    n = rows.shape[1]
    masks = sorted((np.array(mask) for mask in product([0, 1], repeat=n)),
                   key=lambda mask: (mask.sum(), [-m for m in mask]))
    return np.stack([np.prod(np.where(mask, rows, 1.0), axis=1) for mask in masks if 1 <= mask.sum() <= order],
                    axis=1)
# %% xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    first, second = Linear(2, 2), Linear(2, 1)
    k = 1 / (off - on)  # (x - on) k counts a 0
    set_layer(first, [[k, k], [k, k]], [-2 * on * k, -2 * on * k - 1])
    set_layer(second, [[1.0], [-2.0]], [0.0])
    return Sequential(first, ReLU(), second)
# %% xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.Generator(np.random.PCG64(seed))
    layers = [Linear(2, hidden, rng=rng), Tanh()]
    layers += [Linear(hidden, 1, rng=rng), Sigmoid()]
    return Sequential(*layers)
# %% xor-parity
def parity_by_hand(bits: int) -> Sequential:
    first, second = Linear(bits, bits), Linear(bits, 1)
    slope, turns = 0.0, []
    for k in range(bits):
        wanted = 1.0 if k % 2 == 0 else -1.0
        turns.append([wanted - slope])
        slope = wanted
    set_layer(first, np.ones((bits, bits)), [-k for k in range(bits)])
    set_layer(second, turns, [0.0])
    return Sequential(first, ReLU(), second)
