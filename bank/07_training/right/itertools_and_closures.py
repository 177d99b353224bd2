# design: itertools, comprehensions, one flat vector of gradients, context managers, temporary files
# %% accumulate-gradients
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:
    def one(x: Tensor, y: Tensor) -> float:
        share = x.shape[0] / rows
        loss = loss_fn(model(x), y)
        loss.backward(np.full((), share, dtype=loss.dtype))
        return share * loss.item()

    rows = rows_of(group)
    return sum(one(x, y) for x, y in group)


# %% gradient-norm
#| export
def gradient_norm(parameters: Iterable[Tensor]) -> float:
    gradients = [np.asarray(p.grad, dtype=np.float64).ravel() for p in parameters if p.grad is not None]
    return float(np.linalg.norm(np.concatenate([np.zeros(1), *gradients])))


# %% clip-grad-norm
#| export
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    if max_norm <= 0:
        raise ValueError(f"max_norm is {max_norm}, and must be positive")
    present = [parameter for parameter in parameters if parameter.grad is not None]
    norm = gradient_norm(present)
    if norm <= max_norm or not math.isfinite(norm):
        return norm
    for parameter in present:
        parameter.grad = parameter.grad / float(norm / max_norm)
    return norm


# %% train-group
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    for parameter in model.parameters():
        parameter.zero_grad()
    loss = accumulate_gradients(model, loss_fn, group)
    clip_grad_norm(model.parameters(), math.inf if grad_clip_norm is None else grad_clip_norm)
    optimizer.step()
    return loss


# %% accumulation-groups
#| export
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    from itertools import islice

    if steps <= 0:
        raise ValueError(f"accumulation_steps is {steps}")
    batches = iter(dataloader)
    return iter(lambda: list(islice(batches, steps)), [])


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
    model.train(True)
    pairs = [
        (train_group(model, optimizer, loss_fn, group, grad_clip_norm), rows_of(group))
        for group in accumulation_groups(dataloader, accumulation_steps)
    ]
    if not pairs:
        raise ValueError("no batch came")
    losses, sizes = zip(*pairs)
    return float(np.average(losses, weights=sizes))


# %% count-correct
#| export
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    *leading, classes = predictions.shape or (0,)
    if classes < 2 or tuple(leading) != targets.shape:
        return (0, 0)
    right = np.argmax(predictions.numpy(), axis=-1) == targets.numpy().astype(int)
    return np.count_nonzero(right), right.size


# %% evaluate
#| export
def evaluate(model: Layer, loss_fn: Callable, dataloader: Iterable[Batch]) -> tuple[float, float | None]:
    from contextlib import ExitStack

    counts = np.zeros(4)
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(no_grad())
        model.train(False)
        for x, y in dataloader:
            predictions = model(x)
            counts += (len(x), len(x) * loss_fn(predictions, y).item(), *count_correct(predictions, y))
    rows, total, right, guesses = counts.tolist()
    if not rows:
        raise ValueError("no batch came")
    return total / rows, (right / guesses if guesses else None)


# %% cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    if epoch >= total_epochs:
        return min_lr
    return min_lr + (max_lr - min_lr) * math.cos(math.pi * epoch / total_epochs / 2) ** 2


# %% split-join-state
#| export
ARRAY = "__array__"  # the key of the note that stands in the place of an array


def split_state(state: Any) -> tuple[Any, list[np.ndarray]]:
    match state:
        case np.ndarray():
            return {ARRAY: 0}, [state]
        case dict():
            keys, values = list(state), list(state.values())
        case list() | tuple():
            keys, values = None, list(state)
        case _:
            return state, []
    arrays, parts = [], []
    for value in values:
        tree, found = split_state(value)
        parts.append(shifted(tree, len(arrays)))
        arrays += found
    return (parts if keys is None else dict(zip(keys, parts))), arrays


def shifted(tree: Any, by: int) -> Any:
    if isinstance(tree, dict):
        if ARRAY in tree:
            return {ARRAY: tree[ARRAY] + by}
        return {key: shifted(value, by) for key, value in tree.items()}
    return [shifted(value, by) for value in tree] if isinstance(tree, list) else tree


def join_state(tree: Any, arrays: list[np.ndarray]) -> Any:
    match tree:
        case {"__array__": number}:
            return arrays[number]
        case dict():
            return dict(zip(tree, join_state(list(tree.values()), arrays)))
        case list():
            return [join_state(value, arrays) for value in tree]
    return tree


# %% write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    import tempfile

    handle, other = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)))
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            file.write(content)
            os.fsync(file.fileno())
        os.replace(other, path)
    except BaseException:
        os.unlink(other)
        raise


# %% read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    with open(path, "rb") as file:
        content = file.read()
    try:
        state = from_bytes(content)
    except Exception as error:
        raise ValueError(f"no checkpoint in {os.fspath(path)}: {type(error).__name__}") from error
    return state


# %% trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    import copy

    return copy.deepcopy(
        dict(
            zip(
                PARTS,
                (
                    model_arrays(trainer.model),
                    trainer.optimizer.state_dict(),
                    schedule_settings(trainer.scheduler),
                    trainer.epoch,
                    trainer.history,
                    [generator.bit_generator.state for generator in generators_of(trainer)],
                ),
            )
        )
    )


# %% restore-trainer
#| export
def restore_trainer(trainer: Trainer, state: dict[str, Any]) -> None:
    import copy

    state = copy.deepcopy(state)
    check_fits(trainer, state)
    trainer.optimizer.load_state_dict(state["optimizer"])
    set_schedule(trainer.scheduler, state["schedule"])
    for mine, saved in zip(model_arrays(trainer.model), state["model"], strict=True):
        np.copyto(mine, saved)
    for mine, saved in zip(generators_of(trainer), state["generators"], strict=True):
        mine.bit_generator.state = saved
    vars(trainer).update(epoch=state["epoch"], history=state["history"])
