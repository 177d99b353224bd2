# Generated from source/07_training/07_training.ipynb: edit the notebook, then run "tito export".
# sha256: bfecc319e79e170d
"""Training."""

__all__ = [
    "Batch",
    "rows_of",
    "accumulate_gradients",
    "gradient_norm",
    "clip_grad_norm",
    "train_group",
    "accumulation_groups",
    "train_epoch",
    "count_correct",
    "evaluate",
    "cosine_lr",
    "CosineSchedule",
    "Trainer",
    "ARRAY",
    "split_state",
    "join_state",
    "FORMAT",
    "PARTS",
    "plain_number",
    "to_bytes",
    "from_bytes",
    "write_atomically",
    "read_checkpoint",
    "model_arrays",
    "generators_of",
    "schedule_settings",
    "set_schedule",
    "check_fits",
    "trainer_state",
    "restore_trainer",
]


# %% training-imports
import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tinytorch.core.autograd import no_grad
from tinytorch.core.layers import Layer, walk
from tinytorch.core.tensor import Tensor

Batch = tuple[Tensor, Tensor]  # inputs and targets, one row an example in both


def rows_of(group: list[Batch]) -> int:
    """Number of examples in a list of batches."""
    return sum(len(x) for x, _ in group)


# %% accumulate-gradients
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:
    """Add the gradient of a group's mean loss to the gradients of the parameters, micro-batch by micro-batch.

    Args:
        model: called on the inputs x of each micro-batch.
        loss_fn: called on predictions and targets; gives the mean over the rows, a tensor of shape ().
        group: at least one micro-batch (x, y); they may have different numbers of rows.

    Returns:
        The mean loss over all rows of the group, as a Python number.

    The gradients are those of one large batch with the same rows. Each micro-batch goes backwards before the
    next one goes forwards. Gradients that are there already stay in the sum.

    Example:
        >>> from tinytorch.core.layers import Linear
        >>> from tinytorch.core.losses import MSELoss
        >>> model = Linear(1, 1, bias=False)
        >>> model.weight.data[...] = 1.0
        >>> group = [(Tensor([[1.0], [2.0]]), Tensor([[3.0], [4.0]])), (Tensor([[3.0]]), Tensor([[3.0]]))]
        >>> round(accumulate_gradients(model, MSELoss(), group), 4), model.weight.grad.round(4).tolist()
        (2.6667, [[-4.0]])
    """
    rows = rows_of(group)
    total = 0.0
    for x, y in group:
        loss = loss_fn(model(x), y) * (len(x) / rows)
        loss.backward()  # now, so that this micro-batch's activations are freed before the next one comes
        total += loss.item()
    return total


# %% gradient-norm
def gradient_norm(parameters: Iterable[Tensor]) -> float:
    """The length of all gradients together, laid end to end; summed up in float64.

    Args:
        parameters: tensors, whose `grad` is an array or None; None is skipped. May be an iterator.

    Returns:
        The square root of the sum of the squares of all entries; 0.0 where there is no gradient at all.

    Example:
        >>> weight, bias = Tensor([0.0, 0.0]), Tensor([0.0])
        >>> weight.grad, bias.grad = np.array([1.0, 2.0]), np.array([2.0])
        >>> gradient_norm([weight, bias])
        3.0
    """
    total = 0.0
    for parameter in parameters:
        if parameter.grad is not None:
            total += float(np.square(parameter.grad, dtype=np.float64).sum())
    return math.sqrt(total)


# %% clip-grad-norm
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float = 1.0) -> float:
    """Shorten all gradients by one common factor, so that their global norm is at most max_norm.

    Args:
        parameters: tensors, whose `grad` is an array or None. May be an iterator, which can be walked once.
        max_norm: the limit, above 0.

    Returns:
        The norm before clipping. If it is within the limit, or not finite, the gradients stay as they are.

    Raises:
        ValueError: max_norm is not above 0. The message says "max_norm".

    Example:
        >>> weight, bias = Tensor([0.0, 0.0]), Tensor([0.0])
        >>> weight.grad, bias.grad = np.array([1.0, 2.0]), np.array([2.0])
        >>> clip_grad_norm([weight, bias], max_norm=1.5), weight.grad, bias.grad
        (3.0, array([0.5, 1. ]), array([1.]))
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm must be above 0, got {max_norm}")
    parameters = list(parameters)  # walked twice
    norm = gradient_norm(parameters)
    if max_norm < norm < math.inf:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad *= max_norm / norm  # in place: no second copy, and the dtype stays
    return norm


# %% train-group
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    """Make one update of the parameters from a group of micro-batches.

    Args:
        model: the model to train, already in training mode.
        optimizer: has `zero_grad()` and `step()`.
        loss_fn: as in accumulate_gradients.
        group: at least one micro-batch (x, y).
        grad_clip_norm: limit for the global norm of the gradient of the whole group; None: no limit.

    Returns:
        The group's mean loss, before the update.

    Gradients from before are cleared first, so that they have no influence.
    """
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, group)
    if grad_clip_norm is not None:
        clip_grad_norm(model.parameters(), grad_clip_norm)
    optimizer.step()
    return loss


# %% accumulation-groups
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    """Deal batches out in groups, fetching each batch only when it is needed.

    Args:
        dataloader: any iterable, also one that can be walked only once.
        steps: micro-batches in a group, at least 1.

    Yields:
        Lists of `steps` batches, in order; the last list is shorter if the batches run out. A list that was
        yielded is not changed any more.

    Raises:
        ValueError: steps is below 1. The message says "accumulation_steps".

    Example:
        >>> list(accumulation_groups("abcde", 2))
        [['a', 'b'], ['c', 'd'], ['e']]
    """
    if steps < 1:
        raise ValueError(f"accumulation_steps must be at least 1, got {steps}")
    group: list[Batch] = []
    for batch in dataloader:
        group.append(batch)
        if len(group) == steps:
            yield group
            group = []
    if group:
        yield group


# %% train-epoch
def train_epoch(
    model: Layer,
    optimizer: Any,
    loss_fn: Callable,
    dataloader: Iterable[Batch],
    accumulation_steps: int = 1,
    grad_clip_norm: float | None = None,
) -> float:
    """Train on every batch once, with one update for each group of accumulation_steps batches.

    Args:
        model: switched to training mode.
        optimizer, loss_fn, grad_clip_norm: as in train_group.
        dataloader: any iterable of (x, y), walked once.
        accumulation_steps: micro-batches that make one update, at least 1.

    Returns:
        The mean loss over all examples of the epoch.

    Raises:
        ValueError: the dataloader gave no batch. The message says "no batch".
    """
    model.train()
    total, rows = 0.0, 0
    for group in accumulation_groups(dataloader, accumulation_steps):
        total += rows_of(group) * train_group(model, optimizer, loss_fn, group, grad_clip_norm)
        rows += rows_of(group)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    return total / rows


# %% count-correct
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    """How many classes are guessed right, and how many guesses there are.

    Args:
        predictions: logits (or probabilities) of shape (..., C), with C of at least 2.
        targets: class ids of shape (...).

    Returns:
        (right, all) as Python numbers; (0, 0) if the shapes are not those of logits and class ids.

    Example:
        >>> logits = Tensor([[2.0, 0.1, -1.0], [0.3, 0.2, 0.4], [-5.0, -1.0, -3.0]])
        >>> count_correct(logits, Tensor([0, 1, 1])), count_correct(logits, logits)
        ((2, 3), (0, 0))
    """
    if (
        predictions.ndim != targets.ndim + 1
        or predictions.shape[:-1] != targets.shape
        or predictions.shape[-1] < 2
    ):
        return 0, 0
    guesses = predictions.data.argmax(axis=-1)  # (..., C) -> (...)
    return int((guesses == targets.data).sum()), targets.size


# %% evaluate
def evaluate(model: Layer, loss_fn: Callable, dataloader: Iterable[Batch]) -> tuple[float, float | None]:
    """Measure a model on data, without changing anything.

    Args:
        model: called in evaluation mode, and put back into the mode in which it was, whatever happens.
        loss_fn: called on predictions and targets; gives the mean over the rows.
        dataloader: any iterable of (x, y), walked once.

    Returns:
        The mean loss over all examples, and the share of classes guessed right; None for the second if
        there were no classes to guess. No operation is recorded for a backward pass.

    Raises:
        ValueError: the dataloader gave no batch. The message says "no batch".
    """
    mode = model.training
    model.eval()
    total, rows, right, guesses = 0.0, 0, 0, 0
    try:
        with no_grad():
            for x, y in dataloader:
                predictions = model(x)
                total += len(x) * loss_fn(predictions, y).item()
                rows += len(x)
                counts = count_correct(predictions, y)
                right, guesses = right + counts[0], guesses + counts[1]
    finally:
        model.train(mode)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to evaluate")
    return total / rows, right / guesses if guesses else None


# %% cosine-lr
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    """The learning rate of an epoch: half a cosine wave from max_lr down to min_lr, and min_lr from then on.

    Args:
        epoch: 0 is the first; fractions are allowed.
        max_lr: the rate at epoch 0.
        min_lr: the rate at epoch total_epochs and ever after.
        total_epochs: how long the way down is, at least 1.

    Returns:
        The rate, as a Python number.

    Example:
        >>> [round(cosine_lr(epoch, 0.1, 0.02, 4), 4) for epoch in range(6)]
        [0.1, 0.0883, 0.06, 0.0317, 0.02, 0.02]
    """
    progress = min(epoch / total_epochs, 1.0)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress)) / 2


# %% training-schedule
class CosineSchedule:
    """A learning rate that falls from max_lr to min_lr along half a cosine wave.

    Any object with a method `get_lr(epoch)` can stand in its place. A checkpoint stores its attributes, so
    they must be numbers, texts or lists of them.

    Args:
        max_lr: the rate at epoch 0.
        min_lr: the rate from epoch total_epochs on.
        total_epochs: at least 1.

    Raises:
        ValueError: min_lr is not within [0, max_lr], or total_epochs is below 1.

    Example:
        >>> CosineSchedule(0.1, 0.02, 4).get_lr(2)
        0.06
    """

    def __init__(self, max_lr: float = 0.1, min_lr: float = 0.01, total_epochs: int = 100) -> None:
        if not 0 <= min_lr <= max_lr:
            raise ValueError(f"min_lr must lie within [0, max_lr], got min_lr={min_lr} and max_lr={max_lr}")
        if total_epochs < 1:
            raise ValueError(f"total_epochs must be at least 1, got {total_epochs}")
        self.max_lr = max_lr
        self.min_lr = min_lr
        self.total_epochs = total_epochs

    def get_lr(self, epoch: float) -> float:
        """The learning rate for an epoch, counted from 0."""
        return cosine_lr(epoch, self.max_lr, self.min_lr, self.total_epochs)


# %% training-trainer
class Trainer:
    """Trains a model epoch by epoch, keeps a history, and can stop and go on.

    Args:
        model: the model; its parameters are those of the optimizer.
        optimizer: has `zero_grad()`, `step()`, `lr`, `state_dict()` and `load_state_dict()`.
        loss_fn: called on predictions and targets; gives the mean over the rows, a tensor of shape ().
        scheduler: has `get_lr(epoch)`; None: the optimizer's learning rate stays as it is.
        grad_clip_norm: limit for the global norm of each update's gradient; None: no limit.
        generators: random generators outside the model whose state belongs into a checkpoint.

    Attributes:
        epoch: number of epochs finished.
        history: lists "train_loss" and "learning_rates", with an entry an epoch; "eval_loss" and
            "eval_accuracy", with an entry a call of evaluate.

    Raises:
        ValueError: grad_clip_norm is not above 0.
    """

    def __init__(
        self,
        model: Layer,
        optimizer: Any,
        loss_fn: Callable,
        scheduler: Any = None,
        grad_clip_norm: float | None = None,
        generators: Iterable[np.random.Generator] = (),
    ) -> None:
        if grad_clip_norm is not None and not grad_clip_norm > 0:
            raise ValueError(f"grad_clip_norm must be above 0 or None, got {grad_clip_norm}")
        self.model = model
        self.optimizer = optimizer
        self.loss_fn = loss_fn
        self.scheduler = scheduler
        self.grad_clip_norm = grad_clip_norm
        self.generators = list(generators)
        self.epoch = 0
        names = ("train_loss", "learning_rates", "eval_loss", "eval_accuracy")
        self.history: dict[str, list[float | None]] = {name: [] for name in names}

    def train_epoch(self, dataloader: Iterable[Batch], accumulation_steps: int = 1) -> float:
        """Train on every batch once; returns the mean loss over the examples of the epoch."""
        if self.scheduler is not None:
            self.optimizer.lr = self.scheduler.get_lr(self.epoch)
        clip = self.grad_clip_norm
        loss = train_epoch(self.model, self.optimizer, self.loss_fn, dataloader, accumulation_steps, clip)
        self.history["train_loss"].append(loss)
        self.history["learning_rates"].append(self.optimizer.lr)
        self.epoch += 1
        return loss

    def evaluate(self, dataloader: Iterable[Batch]) -> tuple[float, float | None]:
        """Mean loss and accuracy (None where there are no classes) on data, without changing the model."""
        loss, accuracy = evaluate(self.model, self.loss_fn, dataloader)
        self.history["eval_loss"].append(loss)
        self.history["eval_accuracy"].append(accuracy)
        return loss, accuracy

    def save_checkpoint(self, path: str | os.PathLike[str]) -> None:
        """Write everything that training needs to go on into one file, between two epochs."""
        write_atomically(path, to_bytes(trainer_state(self)))

    def load_checkpoint(self, path: str | os.PathLike[str]) -> None:
        """Go on where save_checkpoint was called; this trainer is built as that one was.

        Raises:
            OSError: there is no such file, or it cannot be read.
            ValueError: the file is damaged or no checkpoint, or it does not fit; then nothing has changed.
        """
        restore_trainer(self, read_checkpoint(path))


# %% split-join-state
ARRAY = "__array__"  # the key of the note that stands in the place of an array


def split_state(state: Any) -> tuple[Any, list[np.ndarray]]:
    """Take the arrays out of a nested state.

    Args:
        state: dictionaries (with texts as keys), lists and tuples, nested to any depth, of arrays, numbers,
            texts, True, False and None. It is not changed.

    Returns:
        The state with a note {ARRAY: n} in the place of each array and lists in the place of tuples; and the
        list of arrays, in which that array is number n.

    Example:
        >>> split_state({"lr": 0.1, "m": [np.zeros(2)]})
        ({'lr': 0.1, 'm': [{'__array__': 0}]}, [array([0., 0.])])
    """
    arrays: list[np.ndarray] = []

    def stripped(item: Any) -> Any:
        if isinstance(item, np.ndarray):
            arrays.append(item)
            return {ARRAY: len(arrays) - 1}
        if isinstance(item, dict):
            return {key: stripped(value) for key, value in item.items()}
        if isinstance(item, (list, tuple)):
            return [stripped(value) for value in item]
        return item

    return stripped(state), arrays


def join_state(tree: Any, arrays: list[np.ndarray]) -> Any:
    """Put the arrays back: the reverse of split_state.

    Args:
        tree: what split_state returned first, after a journey through JSON.
        arrays: what it returned second.

    Returns:
        The state, with lists where there were tuples.

    Example:
        >>> join_state({"lr": 0.1, "m": [{"__array__": 0}]}, [np.zeros(2)])
        {'lr': 0.1, 'm': [array([0., 0.])]}
    """
    if isinstance(tree, dict):
        if ARRAY in tree:
            return arrays[tree[ARRAY]]
        return {key: join_state(value, arrays) for key, value in tree.items()}
    if isinstance(tree, list):
        return [join_state(value, arrays) for value in tree]
    return tree


# %% training-files
FORMAT = "tinytorch checkpoint 1"
PARTS = ("model", "optimizer", "schedule", "epoch", "history", "generators")


def plain_number(value: Any) -> Any:
    """A NumPy number as a Python number, for JSON."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(
        f"a checkpoint holds arrays, numbers, texts, lists and dictionaries, not {type(value).__name__}"
    )


def to_bytes(state: dict[str, Any]) -> bytes:
    """The content of a checkpoint: an .npz archive of the arrays, and state.json in the same zip."""
    tree, arrays = split_state(state)
    document = {"format": FORMAT, "arrays": len(arrays), "state": tree}
    text = json.dumps(document, default=plain_number)
    buffer = io.BytesIO()
    np.savez(buffer, **{f"array_{number}": array for number, array in enumerate(arrays)})
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo("state.json"), text)
    return buffer.getvalue()


def from_bytes(content: bytes) -> dict[str, Any]:
    """Read what to_bytes made. Anything else raises an exception: of zip, of NumPy, of JSON, a KeyError."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        document = json.loads(archive["state.json"])
        arrays = [archive[f"array_{number}"] for number in range(document["arrays"])]
    if document["format"] != FORMAT:
        raise ValueError(f"the format is {document['format']!r}, expected {FORMAT!r}")
    state = join_state(document["state"], arrays)
    return {part: state[part] for part in PARTS}


# %% write-atomically
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that at every moment it is complete: the old one, or the new one.

    Args:
        path: where the file goes; what is there is replaced.
        content: the bytes.

    The bytes go to another file in the same folder, are forced to the disk with os.fsync, and are moved to
    path with os.replace. After an exception that other file is gone, path is as it was, and the exception
    goes on.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:  # also KeyboardInterrupt
        part.unlink(missing_ok=True)
        raise


# %% read-checkpoint
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the state that a file holds.

    Args:
        path: a file whose content to_bytes made.

    Returns:
        The state, as from_bytes gives it.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: from_bytes cannot read it, whatever the reason. One line, which names the path and says
            "checkpoint".
    """
    content = Path(path).read_bytes()
    try:
        return from_bytes(content)
    except Exception as error:  # of zipfile, NumPy, json, or a part that is missing
        raise ValueError(f"{path} cannot be read: it is damaged, or it is no checkpoint") from error


# %% training-state-helpers
def model_arrays(model: Layer) -> list[np.ndarray]:
    """The arrays that training changes, not copied: of parameters, then of layers that have `buffers()`."""
    arrays = [parameter.data for parameter in model.parameters()]
    for item in walk(model):
        if isinstance(item, Layer) and hasattr(item, "buffers"):
            arrays.extend(item.buffers())
    return arrays


def generators_of(trainer: "Trainer") -> list[np.random.Generator]:
    """Every random generator in the model and in trainer.generators, each once, always in the same order."""
    found = walk([trainer.model, trainer.generators])
    return [item for item in found if isinstance(item, np.random.Generator)]


def schedule_settings(schedule: Any) -> dict[str, Any] | None:
    """The attributes of a schedule and the name of its class; None for None."""
    return None if schedule is None else {"kind": type(schedule).__name__, **vars(schedule)}


def set_schedule(schedule: Any, settings: dict[str, Any] | None) -> None:
    """Give a schedule the attributes that schedule_settings found; None is left alone."""
    if schedule is not None and settings is not None:
        vars(schedule).update({name: value for name, value in settings.items() if name != "kind"})


def check_fits(trainer: "Trainer", state: dict[str, Any]) -> None:
    """Raise a ValueError if model, schedule or generators are not of the kind that the state holds."""
    mine, saved = model_arrays(trainer.model), state["model"]
    if len(mine) != len(saved):
        raise ValueError(f"the checkpoint is of a model with {len(saved)} arrays, this model has {len(mine)}")
    for number, (array, other) in enumerate(zip(mine, saved)):
        if (array.shape, array.dtype) != (other.shape, other.dtype):
            here, there = f"{array.dtype} {array.shape}", f"{other.dtype} {other.shape}"
            raise ValueError(f"array {number} of the model is {there} in the checkpoint and {here} here")
    kinds = [generator.bit_generator.state["bit_generator"] for generator in generators_of(trainer)]
    other_kinds = [item["bit_generator"] for item in state["generators"]]
    if kinds != other_kinds:
        raise ValueError(f"the random generators are {other_kinds} in the checkpoint and {kinds} here")
    kind, other_kind = (
        None if s is None else s["kind"] for s in (schedule_settings(trainer.scheduler), state["schedule"])
    )
    if kind != other_kind:
        raise ValueError(f"the schedule is {other_kind} in the checkpoint and {kind} here")


# %% trainer-state
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    """A snapshot of all that training needs to go on; later training does not change it.

    Returns:
        A dictionary with the keys of PARTS:
        "model": copies of the arrays of model_arrays, a list.
        "optimizer": what the optimizer's state_dict() gives.
        "schedule": what schedule_settings gives.
        "epoch": the number of epochs finished.
        "history": a dictionary of lists, copied.
        "generators": the bit_generator.state of each of generators_of, a list.
    """
    return {
        "model": [array.copy() for array in model_arrays(trainer.model)],
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch,
        "history": {name: list(values) for name, values in trainer.history.items()},
        "generators": [generator.bit_generator.state for generator in generators_of(trainer)],
    }


# %% restore-trainer
def restore_trainer(trainer: Trainer, state: dict[str, Any]) -> None:
    """Put a trainer into a state that trainer_state took of it, or of one that was built in the same way.

    Args:
        trainer: everything in it that a checkpoint holds is overwritten; arrays of the model in place.
        state: with the keys of PARTS. It is not changed, neither now nor by later training.

    Raises:
        ValueError: the state does not fit. Then nothing at all has changed.
    """
    check_fits(trainer, state)
    trainer.optimizer.load_state_dict(state["optimizer"])  # the last part that can be refused
    for array, saved in zip(model_arrays(trainer.model), state["model"]):
        array[...] = saved  # in place: the optimizer holds the same tensors
    set_schedule(trainer.scheduler, state["schedule"])
    trainer.epoch = state["epoch"]
    trainer.history = {name: list(values) for name, values in state["history"].items()}
    for generator, saved in zip(generators_of(trainer), state["generators"]):
        generator.bit_generator.state = saved
