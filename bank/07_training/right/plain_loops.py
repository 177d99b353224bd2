# design: plain loops and counters, gradients replaced and not changed, state built and put back step by step
# %% accumulate-gradients
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:
    rows = 0
    for x, _ in group:
        rows += len(x)
    total = 0.0
    for x, y in group:
        loss = loss_fn(model(x), y)
        scaled = loss * len(x) / rows
        scaled.backward()
        total += loss.item() * len(x)
    return total / rows


# %% gradient-norm
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:
    lengths = []
    for parameter in parameters:
        if parameter.grad is None:
            continue
        lengths.append(np.linalg.norm(parameter.grad.astype(np.float64)))
    return math.hypot(*lengths)


# %% clip-grad-norm
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if max_norm <= 0.0:
        raise ValueError("max_norm must be positive")
    everything = [parameter for parameter in parameters]
    norm = gradient_norm(everything)
    factor = 1.0
    if norm > max_norm and norm != math.inf:
        factor = max_norm / norm
    for parameter in everything:
        if parameter.grad is not None and factor != 1.0:
            parameter.grad = (parameter.grad.astype(np.float64) * factor).astype(parameter.grad.dtype)
    return norm


# %% train-group
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, group)
    if grad_clip_norm:
        clip_grad_norm(model.parameters(), grad_clip_norm)
    optimizer.step()
    optimizer.zero_grad()  # the memory is free until the next update
    return loss


# %% accumulation-groups
#| export
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    if steps < 1:
        raise ValueError("accumulation_steps below 1")
    source = iter(dataloader)
    while True:
        group = []
        for _ in range(steps):
            try:
                group.append(next(source))
            except StopIteration:
                break
        if not group:
            return
        yield group


# %% train-epoch
#| export
def train_epoch(
    model: Layer,
    optimizer: Any,
    loss_fn: Callable,
    dataloader: Iterable[Batch],
    accumulation_steps: int = 1,
    grad_clip_norm: float | None = None,
) -> float:
    model.train()
    mean, rows = 0.0, 0
    for group in accumulation_groups(dataloader, accumulation_steps):
        new = rows_of(group)
        loss = train_group(model, optimizer, loss_fn, group, grad_clip_norm)
        rows += new
        mean += (loss - mean) * new / rows  # a running mean
    if not rows:
        raise ValueError("there was no batch")
    return mean


# %% count-correct
#| export
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    if predictions.ndim == 0 or predictions.shape[-1] <= 1 or predictions.shape[:-1] != targets.shape:
        return 0, 0
    rows = predictions.data.reshape(-1, predictions.shape[-1])
    ids = targets.data.reshape(-1)
    right = 0
    for row, number in zip(rows, ids):
        if row[int(number)] == row.max():
            right += 1
    return right, len(ids)


# %% evaluate
#| export
def evaluate(model: Layer, loss_fn: Callable, dataloader: Iterable[Batch]) -> tuple[float, float | None]:
    was_training = model.training
    losses, sizes, right, guesses = [], [], 0, 0
    try:
        model.eval()
        for x, y in dataloader:
            with no_grad():
                predictions = model(x)
                losses.append(loss_fn(predictions, y).item())
            sizes.append(len(x))
            hits, number = count_correct(predictions, y)
            right += hits
            guesses += number
    finally:
        if was_training:
            model.train()
    if not sizes:
        raise ValueError("there was no batch")
    loss = sum(loss * size for loss, size in zip(losses, sizes)) / sum(sizes)
    if guesses == 0:
        return loss, None
    return loss, right / guesses


# %% cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    angle = math.pi * min(epoch, total_epochs) / total_epochs
    middle, swing = (max_lr + min_lr) / 2, (max_lr - min_lr) / 2
    return middle + swing * math.cos(angle)


# %% split-join-state
#| export
ARRAY = "__array__"  # the key of the note that stands in the place of an array


def split_state(state: Any) -> tuple[Any, list[np.ndarray]]:
    arrays = []
    return take_out(state, arrays), arrays


def take_out(item: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(item, np.ndarray):
        arrays.append(item.copy())
        return {ARRAY: len(arrays) - 1}
    if isinstance(item, dict):
        tree = {}
        for key in item:
            tree[key] = take_out(item[key], arrays)
        return tree
    if isinstance(item, (list, tuple)):
        parts = []
        for value in item:
            parts.append(take_out(value, arrays))
        return parts
    return item


def join_state(tree: Any, arrays: list[np.ndarray]) -> Any:
    if type(tree) is dict and list(tree) == [ARRAY]:
        return arrays[tree[ARRAY]]
    if type(tree) is dict:
        for key in tree:
            tree[key] = join_state(tree[key], arrays)
    if type(tree) is list:
        for place in range(len(tree)):
            tree[place] = join_state(tree[place], arrays)
    return tree


# %% write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    target = Path(path)
    part = target.parent / f".{target.name}.{os.getpid()}"
    done = False
    try:
        file = part.open("wb")
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        finally:
            file.close()
        part.replace(target)
        done = True
    finally:
        if not done and part.exists():
            part.unlink()


# %% read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    try:
        return from_bytes(Path(path).read_bytes())
    except FileNotFoundError:
        raise
    except Exception:
        raise ValueError(f"The file {path} is not a checkpoint that can be read.") from None


# %% trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    state: dict[str, Any] = {}
    state["model"] = []
    for array in model_arrays(trainer.model):
        state["model"].append(np.array(array))
    state["optimizer"] = trainer.optimizer.state_dict()
    state["schedule"] = schedule_settings(trainer.scheduler)
    state["epoch"] = trainer.epoch
    state["history"] = {}
    for name in trainer.history:
        state["history"][name] = trainer.history[name][:]
    state["generators"] = []
    for generator in generators_of(trainer):
        state["generators"].append(generator.bit_generator.state)
    return state


# %% restore-trainer
#| export
def restore_trainer(trainer: Trainer, state: dict[str, Any]) -> None:
    check_fits(trainer, state)
    trainer.optimizer.load_state_dict(state["optimizer"])
    arrays = model_arrays(trainer.model)
    for number in range(len(arrays)):
        arrays[number][:] = state["model"][number]
    generators = generators_of(trainer)
    for number in range(len(generators)):
        generators[number].bit_generator.state = state["generators"][number]
    set_schedule(trainer.scheduler, state["schedule"])
    for name in trainer.history:
        trainer.history[name][:] = state["history"][name]
    trainer.epoch = state["epoch"]
