# Generated from source/02_activations/02_activations.ipynb: edit the notebook, then run "tito export".
# sha256: 88fee55d087d0b1c
"""Activations."""

__all__ = [
    "ReLU",
    "stable_sigmoid",
    "Sigmoid",
    "Tanh",
    "GELU",
    "Softmax",
]


# %% activations-imports
import math

import numpy as np

from tinytorch.core.tensor import Tensor


# %% relu
class ReLU:
    """Keeps what is positive, replaces the rest by 0."""

    def forward(self, x: Tensor) -> Tensor:
        """Apply ReLU to every entry.

        Args:
            x: a tensor of any shape.

        Returns:
            A new tensor of x's shape and dtype; x is not changed.

        Example:
            >>> ReLU()(Tensor([-3.0, -0.5, 0.0, 0.5, 2.0])).data
            array([0. , 0. , 0. , 0.5, 2. ], dtype=float32)
        """
        result = np.maximum(x.data, 0.0)
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% stable-sigmoid
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    """The sigmoid of every entry, without overflow on either side.

    Args:
        values: an array of floats of any shape.

    Returns:
        A new array of the same shape and dtype, every entry in [0, 1].

    Example:
        >>> stable_sigmoid(np.array([-2.0, 0.0, 100.0], dtype=np.float32)).round(3)
        array([0.119, 0.5  , 1.   ], dtype=float32)
    """
    decay = np.exp(-np.abs(values))  # in (0, 1]: never overflows
    result = np.where(values >= 0, 1.0, decay) / (1.0 + decay)
    return result


# %% activations-sigmoid-class
class Sigmoid:
    """Squeezes every entry into (0, 1)."""

    def forward(self, x: Tensor) -> Tensor:
        return Tensor.from_op(stable_sigmoid(x.data), "sigmoid", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% tanh
class Tanh:
    """Squeezes every entry into (-1, 1)."""

    def forward(self, x: Tensor) -> Tensor:
        """Apply the hyperbolic tangent to every entry.

        Args:
            x: a tensor of any shape.

        Returns:
            A new tensor of x's shape and dtype, every entry in [-1, 1].

        Example:
            >>> Tanh()(Tensor([-1.0, 0.0, 2.0])).data.round(3)
            array([-0.762,  0.   ,  0.964], dtype=float32)
        """
        result = np.tanh(x.data)
        return Tensor.from_op(result, "tanh", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% gelu
class GELU:
    """Weighs every entry by (about) the probability that a standard normal number lies below it."""

    def forward(self, x: Tensor) -> Tensor:
        """Apply GELU in its tanh form to every entry.

        Args:
            x: a tensor of any shape.

        Returns:
            A new tensor of x's shape and dtype.

        Example:
            >>> GELU()(Tensor([-1.0, 0.0, 1.0])).data.round(4)
            array([-0.1588,  0.    ,  0.8412], dtype=float32)
        """
        values = x.data
        inner = math.sqrt(2.0 / math.pi) * (values + 0.044715 * (values * values * values))
        result = 0.5 * values * (1.0 + np.tanh(inner))
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% softmax
class Softmax:
    """Exponentials, divided by their sum along one axis."""

    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        """Turn logits into probabilities.

        Args:
            x: logits of any shape.
            dim: the axis along which the result sums to 1.

        Returns:
            A new tensor of x's shape and dtype, every entry in [0, 1].

        Example:
            >>> Softmax()(Tensor([3.0, 1.0, 1.0])).data.round(3)
            array([0.787, 0.107, 0.107], dtype=float32)
        """
        shifted = x.data - x.data.max(axis=dim, keepdims=True)  # the largest exponent of each row is 0
        exponentials = np.exp(shifted)
        result = exponentials / exponentials.sum(axis=dim, keepdims=True)
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []
