# design: loops over rows and entries, a one-hot table for cross-entropy, sums divided by counts
# %% accuracy
#| export
def accuracy(logits: Tensor, targets: Tensor) -> float:
    right = 0
    for row, target in zip(logits.numpy(), targets.numpy()):
        best = max(range(len(row)), key=lambda k: row[k])
        right += best == target
    return right / len(targets)


# %% require-same-shape
#| export
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    if len(predictions.shape) == len(targets.shape):
        if all(a == b for a, b in zip(predictions.shape, targets.shape)):
            return
    raise ValueError("shapes differ: %s and %s" % (predictions.shape, targets.shape))


# %% mse-loss
#| export
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    squares = (targets - predictions) ** 2
    return squares.sum() / squares.size


# %% average-loss
#| export
def average_loss(losses: list[float], sizes: list[int]) -> float:
    total, count = 0.0, 0
    for loss, size in zip(losses, sizes):
        total += loss * size
        count += size
    return total / count


# %% log-softmax
#| export
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    rows = np.moveaxis(x.data, dim, -1)
    result = np.empty_like(rows)
    for place in np.ndindex(rows.shape[:-1]):
        shifted = rows[place] - max(rows[place])
        result[place] = shifted - np.log(sum(np.exp(shifted)))
    result = np.moveaxis(result, -1, dim)
    return Tensor.from_op(result, "log_softmax", x, dim=dim)


# %% class-ids
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.ndim != 1 or len(targets) != rows:
        raise ValueError(f"need {rows} class ids on one axis, not {targets.shape}")
    found = []
    for value in targets.data.tolist():
        if value not in range(classes):
            raise ValueError(f"{value} is none of the {classes} classes")
        found.append(int(value))
    return np.array(found)


# %% cross-entropy
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    try:
        n, c = logits.shape
    except ValueError:
        raise ValueError(f"logits must be a table, not {logits.shape}") from None
    table = np.zeros((n, c))
    for row, k in enumerate(class_ids(targets, n, c)):
        table[row, k] = 1
    return (log_softmax(logits) * table).sum() / -n


# %% clip
#| export
def clip(a: Tensor, low: float, high: float) -> Tensor:
    low, high = float(low), float(high)
    result = a.data.copy()
    result[result < low] = low
    result[result > high] = high
    return Tensor.from_op(result, "clip", a, low=low, high=high)


# %% require-probabilities
#| export
def require_probabilities(values: Tensor, name: str) -> None:
    for value in values.data.ravel():
        if not 0 <= value <= 1:
            raise ValueError(f"{name}: {value} is no probability")


# %% binary-cross-entropy
#| export
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    require_same_shape(predictions, targets)
    for values, name in ((predictions, "predictions"), (targets, "targets")):
        require_probabilities(values, name)
    yes = clip(predictions, EPSILON, 1 - EPSILON)
    no = -yes + 1
    total = (yes.log() * targets).sum() + (no.log() * (-targets + 1)).sum()
    return total / -predictions.size


# %% recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    count = 0
    held = 0

    def mine(result: Tensor, name: str, inputs: tuple, saved: dict) -> None:
        nonlocal count, held
        count += 1
        held += result.size * result.dtype.itemsize

    former, Tensor.recorder = Tensor.recorder, mine
    try:
        loss.forward(predictions, targets)
    finally:
        Tensor.recorder = former
    return count, held
