# Generated from source/04_losses/04_losses.ipynb: edit the notebook, then run "tito export".
# sha256: 949162848fc62af6
"""Losses."""

__all__ = [
    "EPSILON",
    "Loss",
    "MSELoss",
    "CrossEntropyLoss",
    "BinaryCrossEntropyLoss",
    "accuracy",
    "require_same_shape",
    "mse_loss",
    "average_loss",
    "log_softmax",
    "class_ids",
    "cross_entropy_loss",
    "clip",
    "require_probabilities",
    "binary_cross_entropy_loss",
]


# %% losses-imports
import numpy as np

from tinytorch.core.tensor import Tensor

EPSILON = 1e-7  # binary cross-entropy keeps probabilities this far away from 0 and from 1


# %% losses-classes
class Loss:
    """A function of predictions and targets that returns one number; a subclass defines `forward`."""

    def forward(self, predictions: Tensor, targets: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} does not define forward")

    def __call__(self, predictions: Tensor, targets: Tensor) -> Tensor:
        return self.forward(predictions, targets)

    def parameters(self) -> list[Tensor]:
        return []

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class MSELoss(Loss):
    """Mean squared error, for predictions and targets that are any numbers."""

    def forward(self, predictions: Tensor, targets: Tensor) -> Tensor:
        """Both of one shape, any; returns a tensor of shape ()."""
        return mse_loss(predictions, targets)


class CrossEntropyLoss(Loss):
    """Mean of -log p(true class), for logits; the softmax is inside."""

    def forward(self, predictions: Tensor, targets: Tensor) -> Tensor:
        """Logits (N, C) and class ids (N,); returns a tensor of shape ()."""
        return cross_entropy_loss(predictions, targets)


class BinaryCrossEntropyLoss(Loss):
    """Mean of -log p(what happened), for probabilities of yes and answers 0 or 1."""

    def forward(self, predictions: Tensor, targets: Tensor) -> Tensor:
        """Both of one shape, any; returns a tensor of shape ()."""
        return binary_cross_entropy_loss(predictions, targets)


# %% accuracy
def accuracy(logits: Tensor, targets: Tensor) -> float:
    """The share of rows whose largest logit stands at the true class.

    Args:
        logits: one score a class, shape (N, C).
        targets: the true class of each row, whole numbers, shape (N,).

    Returns:
        A number between 0 and 1.

    Example:
        >>> accuracy(Tensor([[2.0, 1.0, 0.1], [1.9, 0.2, 2.0]]), Tensor([0, 0]))
        0.5
    """
    return float((logits.data.argmax(axis=1) == targets.data).mean())


# %% require-same-shape
def require_same_shape(predictions: Tensor, targets: Tensor) -> None:
    """Refuse predictions and targets of different shapes.

    Args:
        predictions, targets: two tensors.

    Returns:
        None, if the shapes are equal.

    Raises:
        ValueError: the shapes differ, even if they would broadcast. The message names both shapes.

    Example:
        >>> require_same_shape(Tensor([[1.0], [2.0]]), Tensor([1.0, 2.0]))
        Traceback (most recent call last):
        ...
        ValueError: Predictions of shape (2, 1) cannot be compared with targets of shape (2,)
    """
    if predictions.shape != targets.shape:
        raise ValueError(
            f"Predictions of shape {predictions.shape} cannot be compared "
            f"with targets of shape {targets.shape}"
        )


# %% mse-loss
def mse_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error, by tensor operations.

    Args:
        predictions: any shape.
        targets: the same shape.

    Returns:
        The mean over all entries, a tensor of shape ().

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> mse_loss(Tensor([2.5, 0.0, 2.0, 5.0]), Tensor([3.0, -1.0, 2.0, 2.0])).item()
        2.5625
    """
    require_same_shape(predictions, targets)
    error = predictions - targets
    return (error * error).mean()


# %% average-loss
def average_loss(losses: list[float], sizes: list[int]) -> float:
    """The mean loss over all examples, from the mean losses of batches.

    Args:
        losses: the mean loss of each batch; there is at least one.
        sizes: the number of examples in each batch, in the same order.

    Returns:
        What the mean loss of all examples together would be.

    Example:
        >>> average_loss([0.5, 2.0], [30, 10])
        0.875
    """
    total = sum(loss * size for loss, size in zip(losses, sizes))
    return total / sum(sizes)


# %% log-softmax
def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    """The logarithm of the softmax, computed without forming the softmax.

    Args:
        x: logits of any shape.
        dim: the axis along which the probabilities sum to 1.

    Returns:
        A new tensor of x's shape and dtype, no entry above 0; x is not changed.

    Example:
        >>> log_softmax(Tensor([3.0, 1.0, 1.0])).data.round(3)
        array([-0.24, -2.24, -2.24], dtype=float32)
    """
    shifted = x.data - x.data.max(axis=dim, keepdims=True)  # the largest is 0: no exponential overflows
    result = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))  # the sum is at least 1
    return Tensor.from_op(result, "log_softmax", x, dim=dim)


# %% class-ids
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    """Read integer class ids out of a tensor.

    Args:
        targets: one class id a row, shape (rows,): whole numbers from 0 to classes - 1.
        rows: number of rows of the logits.
        classes: number of classes.

    Returns:
        The ids as an array of integers, shape (rows,).

    Raises:
        ValueError: another shape than (rows,); the message names the shape and the number of rows. Or an id
            that is nan, not whole, or outside 0 to classes - 1; the message names such an id and the number
            of classes.

    Example:
        >>> class_ids(Tensor([2, 0, 1]), 3, 3)
        array([2, 0, 1])
    """
    if targets.shape != (rows,):
        raise ValueError(f"Each of {rows} rows needs one class id, got targets of shape {targets.shape}")
    ids = targets.data
    valid = (ids >= 0) & (ids < classes) & (ids == np.floor(ids))  # nan satisfies no comparison
    if not valid.all():
        raise ValueError(f"{ids[~valid][0]} is none of the {classes} class ids, which count up from 0")
    return ids.astype(np.int64)


# %% cross-entropy
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean of -log p(true class) over the rows, by tensor operations.

    Args:
        logits: one score a class, shape (N, C), not yet softmaxed.
        targets: class ids, whole numbers from 0 to C - 1, shape (N,).

    Returns:
        The mean over the rows, a tensor of shape ().

    Raises:
        ValueError: logits without exactly two axes (the message names their shape), or targets that are not
            N class ids.

    Example:
        >>> logits = Tensor([[3.0, 1.0, 1.0], [3.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
        >>> round(cross_entropy_loss(logits, Tensor([0, 1, 2])).item(), 3)
        1.193
    """
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    return -log_softmax(logits)[np.arange(rows), ids].mean()


# %% clip
def clip(a: Tensor, low: float, high: float) -> Tensor:
    """Every entry of a, moved to the nearest number in [low, high].

    Args:
        a: a tensor of any shape.
        low, high: the bounds, with low <= high.

    Returns:
        A new tensor of a's shape and dtype; a is not changed.

    Example:
        >>> clip(Tensor([-2.0, 0.3, 5.0]), 0.0, 1.0).data
        array([0. , 0.3, 1. ], dtype=float32)
    """
    low, high = float(low), float(high)  # a NumPy float64 would turn float32 data into float64
    result = np.minimum(np.maximum(a.data, low), high)
    return Tensor.from_op(result, "clip", a, low=low, high=high)


# %% require-probabilities
def require_probabilities(values: Tensor, name: str) -> None:
    """Refuse numbers that are no probabilities.

    Args:
        values: a tensor of any shape.
        name: what they are, for the message: "predictions" or "targets".

    Returns:
        None, if every entry lies in [0, 1], both ends included.

    Raises:
        ValueError: some entry does not, or is nan. The message holds `name` and such an entry.

    Example:
        >>> require_probabilities(Tensor([0.5, 1.25]), "predictions")
        Traceback (most recent call last):
        ...
        ValueError: predictions must be probabilities, numbers from 0 to 1, got 1.25
    """
    inside = (values.data >= 0.0) & (values.data <= 1.0)  # False for nan
    if not inside.all():
        raise ValueError(f"{name} must be probabilities, numbers from 0 to 1, got {values.data[~inside][0]}")


# %% binary-cross-entropy
def binary_cross_entropy_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    """Mean of -(t log p + (1 - t) log(1 - p)), with p kept inside [EPSILON, 1 - EPSILON].

    Args:
        predictions: probabilities of yes, any shape.
        targets: 1 for yes, 0 for no, or a probability in between; the same shape.

    Returns:
        The mean over all entries, a tensor of shape ().

    Raises:
        ValueError: the shapes differ, or some number is no probability.

    Example:
        >>> round(binary_cross_entropy_loss(Tensor([0.9, 0.2, 0.6]), Tensor([1, 0, 1])).item(), 3)
        0.28
    """
    require_same_shape(predictions, targets)
    require_probabilities(predictions, "predictions")
    require_probabilities(targets, "targets")
    p = clip(predictions, EPSILON, 1.0 - EPSILON)
    likelihood = targets * p.log() + (1.0 - targets) * (1.0 - p).log()
    return -likelihood.mean()
