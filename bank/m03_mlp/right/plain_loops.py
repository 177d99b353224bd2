# design: loops and lists, a loop of its own instead of Trainer, slopes by one-hot rows
# %% mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    flat = np.array([image.ravel() for image in images], dtype=np.float32)
    pixels = training_images.astype(np.float64).ravel()
    mean = sum(pixels.tolist()) / pixels.size
    deviation = float(np.sqrt(np.mean((pixels - mean) ** 2)))
    return np.float32(1 / deviation) * (flat - np.float32(mean))
# %% mlp-batches
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    left = list(range(len(labels)))
    rng.shuffle(left)
    while left:
        rows, left = left[:batch_size], left[batch_size:]
        yield Tensor([inputs[row] for row in rows]), Tensor([labels[row] for row in rows])
# %% mlp-model
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    layers = [Linear(sizes[0], sizes[1], rng=rng)]
    for i in range(1, len(sizes) - 1):
        layers.append(ReLU())
        layers.append(Linear(sizes[i], sizes[i + 1], rng=rng))
    return Sequential(*layers)
# %% mlp-backprop
def backpropagate(
    x: np.ndarray, labels: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[float, list[np.ndarray]]:
    total = 0.0
    slopes = [np.zeros_like(array, dtype=float) for array in (w1, b1, w2, b2)]
    for row, label in zip(x, labels):
        hidden = np.maximum(row @ w1 + b1, 0)
        logits = hidden @ w2 + b2
        top = logits.max()
        log_sum = top + np.log(np.sum(np.exp(logits - top)))
        total += log_sum - logits[label]
        blame = np.exp(logits - log_sum) - np.eye(w2.shape[1])[label]
        before = np.where(hidden > 0, w2 @ blame, 0.0)
        for slope, more in zip(slopes, (np.outer(row, before), before, np.outer(hidden, blame), blame)):
            slope += more / len(x)
    return total / len(x), slopes
# %% mlp-step
def train_step(model: Layer, optimizer: SGD, loss_fn: CrossEntropyLoss, x: Tensor, y: Tensor) -> float:
    logits = model(x)
    loss = loss_fn(logits, y)
    before = float(loss.numpy())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return before
# %% mlp-train
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    optimizer, loss_fn, losses = SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss(), []
    model.train()
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in batches:
            total += len(y) * train_step(model, optimizer, loss_fn, x, y)
            rows += len(y)
        losses.append(total / rows)
    return losses
# %% mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    was_training = model.training
    try:
        with no_grad():
            rows = model.eval()(Tensor(inputs)).data.tolist()
    finally:
        model.train(was_training)
    return np.array([row.index(max(row)) for row in rows])
# %% mlp-confusion
def confusion_matrix(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes), dtype=np.int64)
    for is_class, said in zip(truth, answers):
        matrix[is_class, said] += 1
    return matrix
