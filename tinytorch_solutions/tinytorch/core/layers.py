# Generated from source/03_layers/03_layers.ipynb: edit the notebook, then run "tito export".
# sha256: 487b2db6702c9c19
"""Layers."""

__all__ = [
    "Layer",
    "init_weight",
    "linear_forward",
    "Linear",
    "contents",
    "walk",
    "collect_parameters",
    "set_training",
    "check_probability",
    "dropout_mask",
    "Dropout",
    "run_sequence",
    "Sequential",
    "count_parameters",
    "linear_operations",
    "activation_bytes",
]


# %% layers-imports
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinytorch.core.tensor import Tensor


# %% layers-layer
class Layer:
    """A function with parameters; a subclass defines `forward`.

    A Tensor attribute with `requires_grad` is a parameter. Layers may stand in attributes too, also inside
    lists, tuples and dictionaries. Keep results of a computation out of the attributes, or keep them as
    arrays: a Tensor with `requires_grad` would be taken for a parameter.
    """

    training: bool = True  # on the class: a subclass without __init__ starts in training mode as well

    def forward(self, *args: Any, **kwargs: Any) -> Tensor:
        """Compute the output; every subclass defines this.

        Raises:
            NotImplementedError: the subclass does not.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define forward")

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        return self.forward(*args, **kwargs)

    def parameters(self) -> list[Tensor]:
        """All parameters of this layer and of the layers in it: each once, always in the same order."""
        return collect_parameters(self)

    def train(self, mode: bool = True) -> "Layer":
        """Put this layer and all layers in it into training mode (or out of it); returns the layer."""
        set_training(self, mode)
        return self

    def eval(self) -> "Layer":
        """Put this layer and all layers in it into evaluation mode; returns the layer."""
        return self.train(False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


# %% init-weight
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    """Draw the first weights of a layer: independent, mean 0, standard deviation sqrt(1 / in_features).

    Args:
        in_features: number of inputs, at least 1.
        out_features: number of outputs, at least 1.
        rng: where the random numbers come from; None: a new generator, different at every call.
        dtype: None for float32, or np.float64.

    Returns:
        A parameter of shape (in_features, out_features): a Tensor with requires_grad.

    Example:
        >>> init_weight(784, 10, np.random.default_rng(0)).shape
        (784, 10)
    """
    generator = np.random.default_rng(rng)  # a generator comes back as it is, None gives a new one
    values = generator.normal(0.0, np.sqrt(1 / in_features), size=(in_features, out_features))
    return Tensor(values, requires_grad=True, dtype=dtype)


# %% linear-forward
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Multiply by the weight, then add the bias, by the tensor operations matmul and add.

    Args:
        x: (..., in_features), with any number of leading axes, also none.
        weight: (in_features, out_features).
        bias: (out_features,), or None for no bias.

    Returns:
        A tensor of shape (..., out_features).

    Raises:
        ValueError: the last axis of x is not in_features long, or x has no axis. The message says "Linear"
            and names the shapes of x and weight.

    Example:
        >>> weight = Tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        >>> linear_forward(Tensor([1.0, 2.0, 3.0]), weight, Tensor([10.0, 20.0])).data
        array([14., 25.], dtype=float32)
    """
    if x.shape[-1:] != weight.shape[:1]:  # slices, so that a tensor without axes is refused here too
        raise ValueError(f"Linear: input of shape {x.shape} does not fit a weight of shape {weight.shape}")
    product = x.matmul(weight)  # (..., out_features)
    return product if bias is None else product + bias


# %% layers-linear
class Linear(Layer):
    """y = x W + b.

    Args:
        in_features: length of the input's last axis, at least 1.
        out_features: length of the output's last axis, at least 1.
        bias: whether there is a b.
        rng: generator for the first weights; None: a new one.
        dtype: None for float32, or np.float64.

    Attributes:
        weight: (in_features, out_features).
        bias: (out_features,), or None.

    Raises:
        ValueError: a number of features below 1.

    Example:
        >>> Linear(3, 2)(Tensor([[1.0, 2.0, 3.0]])).shape
        (1, 2)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        rng: np.random.Generator | None = None,
        dtype: Any = None,
    ) -> None:
        if in_features < 1 or out_features < 1:
            raise ValueError(f"Linear needs at least 1 feature a side, got {in_features} and {out_features}")
        self.in_features = in_features
        self.out_features = out_features
        self.weight = init_weight(in_features, out_features, rng, dtype)
        self.bias = Tensor(np.zeros(out_features), requires_grad=True, dtype=dtype) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., in_features) to (..., out_features)."""
        return linear_forward(x, self.weight, self.bias)

    def __repr__(self) -> str:
        sizes = f"in_features={self.in_features}, out_features={self.out_features}"
        return f"Linear({sizes}, bias={self.bias is not None})"


# %% contents
def contents(value: object) -> list[object]:
    """What an object holds directly: the next level, and no deeper.

    Args:
        value: anything.

    Returns:
        The attribute values of a Layer, the elements of a list or tuple, the values of a dictionary, each in
        their order; an empty list for everything else.

    Example:
        >>> contents([1, [2, 3]]), contents({"a": 4}), contents("text")
        ([1, [2, 3]], [4], [])
    """
    if isinstance(value, Layer):
        return list(vars(value).values())
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return list(value)
    return []


# %% walk
def walk(value: object) -> list[object]:
    """Everything that can be reached from an object through `contents`, depth first.

    Args:
        value: anything: a layer, a list of layers, a tensor.

    Returns:
        `value` itself, then all that its first content leads to, then all that the second leads to, and so
        on. Each object stands there once, at its first place, even if it is reached in several ways or refers
        back to its owner.

    Example:
        >>> walk([1, [2, 3], 4])
        [[1, [2, 3], 4], 1, [2, 3], 2, 3, 4]
    """
    found: dict[int, object] = {}  # id -> object, in the order of the first visit

    def visit(item: object) -> None:
        if id(item) not in found:
            found[id(item)] = item
            for part in contents(item):
                visit(part)

    visit(value)
    return list(found.values())


# %% collect-parameters
def collect_parameters(value: object) -> list[Tensor]:
    """The parameters that can be reached from an object.

    Args:
        value: a layer, or lists, tuples and dictionaries of layers.

    Returns:
        Every Tensor with requires_grad, each once, in the order of `walk`.

    Example:
        >>> [p.shape for p in collect_parameters([Linear(3, 2), Linear(2, 1, bias=False)])]
        [(3, 2), (2,), (2, 1)]
    """
    return [item for item in walk(value) if isinstance(item, Tensor) and item.requires_grad]


# %% set-training
def set_training(value: object, mode: bool) -> None:
    """Set `training` to `mode` on every layer that can be reached from an object.

    Args:
        value: a layer, or lists, tuples and dictionaries of layers.
        mode: True for training, False for evaluation.

    Example:
        >>> model = [Linear(3, 2), Linear(2, 1)]
        >>> set_training(model, False)
        >>> [layer.training for layer in model]
        [False, False]
    """
    for item in walk(value):
        if isinstance(item, Layer):
            item.training = mode


# %% check-probability
def check_probability(p: float) -> float:
    """Refuse what is no probability.

    Args:
        p: a number.

    Returns:
        p as a float.

    Raises:
        ValueError: p is not within [0, 1]; not a number counts as outside. The message names the value.

    Example:
        >>> check_probability(1)
        1.0
    """
    if not 0 <= p <= 1:  # written so that nan, which fails every comparison, is refused
        raise ValueError(f"a probability lies within [0, 1], got {p}")
    return float(p)


# %% dropout-mask
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    """Draw a mask: 0 where an entry is dropped, 1 / (1 - p) where it survives.

    Args:
        shape: shape of the tensor that the mask is for.
        p: probability that an entry is dropped, within [0, 1].
        rng: where the random numbers come from.
        dtype: np.float32 or np.float64.

    Returns:
        An array of that shape and dtype. For p = 1 it is all zeros.

    Example:
        >>> np.unique(dropout_mask((100, 100), 0.2, np.random.default_rng(0)))
        array([0.  , 1.25], dtype=float32)
    """
    keep = rng.random(shape, dtype=dtype) >= p  # numbers in [0, 1): p = 0 keeps all, p = 1 none
    mask = keep.astype(dtype)
    if p < 1:
        mask /= 1 - p  # in place, so that the dtype stays
    return mask


# %% dropout
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays.

    Args:
        p: probability that an entry is dropped.
        rng: generator for the masks; None: a new one.

    Raises:
        ValueError: p is not within [0, 1].

    Example:
        >>> x = Tensor([1.0, 2.0])
        >>> Dropout(0.5)(x, training=False) is x
        True
    """

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        """Drop entries of x in training; give x back in evaluation.

        Args:
            x: any shape.
            training: True or False decides for this call; None leaves it to `self.training`.

        Returns:
            x itself when not training or when p is 0; else a new tensor of x's shape and dtype.
        """
        active = self.training if training is None else training
        if not active or self.p == 0:
            return x
        mask = dropout_mask(x.shape, self.p, self.rng, x.dtype)
        result = x.data * mask
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"


# %% run-sequence
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    """Send x through the layers, first to last.

    Args:
        layers: layers, activations, or anything else that takes a tensor and returns one.
        x: the input of the first.

    Returns:
        The output of the last; x itself if there is no layer.

    Example:
        >>> run_sequence([lambda x: x * 2, lambda x: x + 1], Tensor([5.0])).data
        array([11.], dtype=float32)
    """
    for layer in layers:
        x = layer(x)
    return x


# %% layers-sequential
class Sequential(Layer):
    """Layers in a row: the output of each is the input of the next.

    Args:
        layers: the layers in order, or one list or tuple of them.

    Example:
        >>> model = Sequential(Linear(4, 3), Linear(3, 2))
        >>> model(Tensor([[1.0, 2.0, 3.0, 4.0]])).shape, len(model), model[-1]
        ((1, 2), 2, Linear(in_features=3, out_features=2, bias=True))
    """

    def __init__(self, *layers: Any) -> None:
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            layers = tuple(layers[0])
        self.layers = list(layers)

    def forward(self, x: Tensor) -> Tensor:
        """Send x through all layers."""
        return run_sequence(self.layers, x)

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.layers)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Sequential(*self.layers[index])
        return self.layers[index]

    def __repr__(self) -> str:
        lines = [f"  ({number}): {self._name(layer)}" for number, layer in enumerate(self.layers)]
        return "\n".join(["Sequential(", *lines, ")"]) if lines else "Sequential()"

    @staticmethod
    def _name(layer: Any) -> str:
        if type(layer).__repr__ is object.__repr__:  # an activation, which has no repr of its own
            return f"{type(layer).__name__}()"
        return repr(layer).replace("\n", "\n  ")


# %% count-parameters
def count_parameters(layer: Layer) -> int:
    """Number of parameters, counted as single numbers, of `layer.parameters()`.

    Args:
        layer: anything with a method `parameters()`.

    Returns:
        The total over all its tensors.

    Example:
        >>> count_parameters(Linear(784, 128))
        100480
    """
    return sum(parameter.size for parameter in layer.parameters())


# %% linear-operations
def linear_operations(x_shape: tuple[int, ...], out_features: int) -> int:
    """Operations of a linear layer on an input of this shape; a multiply-add counts as 2, the bias as 0.

    Args:
        x_shape: (..., in_features), with any number of leading axes, also none.
        out_features: length of the output's last axis.

    Returns:
        2 * rows * in_features * out_features, where rows is the product of the leading axes.

    Example:
        >>> linear_operations((64, 784), 128)
        12845056
    """
    entries = 1
    for length in x_shape:
        entries *= length  # rows * in_features
    return 2 * entries * out_features


# %% activation-bytes
def activation_bytes(model: Sequential, x: Tensor) -> int:
    """Bytes held after a forward pass that keeps its input and every layer's result.

    Args:
        model: its layers are run on x, one after the other.
        x: the input.

    Returns:
        Bytes of x and of the result of each layer; a layer that returns its input itself adds nothing.

    Example:
        >>> activation_bytes(Sequential(Linear(784, 128), Linear(128, 10)), Tensor(np.zeros((1, 784))))
        3688
    """
    held = x.data.nbytes
    for layer in model:
        result = layer(x)
        if result is not x:
            held += result.data.nbytes
        x = result
    return held
