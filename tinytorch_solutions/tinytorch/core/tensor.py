# Generated from source/01_tensor/01_tensor.ipynb: edit the notebook, then run "tito export".
# sha256: 6387d5a5c6e5e143
"""Tensor."""

__all__ = [
    "FLOAT32",
    "FLOAT64",
    "Axis",
    "Tensor",
    "as_operand",
    "broadcast_shape",
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "power",
    "exp",
    "log",
    "matmul",
    "plain_index",
    "getitem",
    "reshape",
    "transpose",
    "tensor_sum",
    "tensor_mean",
    "tensor_max",
]


# %% tensor-imports
from collections.abc import Callable

import numpy as np

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
Axis = int | tuple[int, ...] | None  # what a reduction accepts as its axis


# %% tensor-class
class Tensor:
    """A block of float32 (or float64) numbers with a shape, and a place for a gradient."""

    recorder: Callable | None = None  # module 05 puts a function here: recorder(result, name, inputs, saved)
    backward_walk: Callable | None = None  # and one here: backward_walk(tensor, gradient)
    requires_grad = False
    grad: np.ndarray | None = None
    node = None  # module 05: the place of this tensor in the graph
    __array_ufunc__ = None  # ndarray + Tensor is left to Tensor.__radd__

    def __init__(self, data: object, requires_grad: bool = False, dtype: object = None) -> None:
        """Copy numbers into a new float32 block, or float64 if `dtype` asks for it."""
        kind = FLOAT32 if dtype is None else np.dtype(dtype)
        if kind != FLOAT32 and kind != FLOAT64:
            raise TypeError(f"A Tensor holds float32 or float64, not {kind}")
        values = data.data if isinstance(data, Tensor) else np.asarray(data)
        if values.dtype.kind not in "biuf":  # bool, int, unsigned, float
            raise TypeError(f"A Tensor holds real numbers, not {type(data).__name__} of {values.dtype}")
        self.data = np.array(values, dtype=kind, order="C")
        self.requires_grad = requires_grad

    @staticmethod
    def from_op(array: np.ndarray, name: str, *inputs: "Tensor", **saved: object) -> "Tensor":
        """Wrap the result of an operation: the one door through which every result comes."""
        result = Tensor.__new__(Tensor)  # not Tensor(array): that would copy and cast
        result.data = array if type(array) is np.ndarray else np.asarray(array)
        if Tensor.recorder is not None:
            Tensor.recorder(result, name, inputs, saved)
        return result

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.data.ndim

    @property
    def size(self) -> int:
        """The number of elements: the product of the shape."""
        return self.data.size

    @property
    def dtype(self) -> np.dtype:
        """The type of one element: float32 or float64."""
        return self.data.dtype

    @property
    def T(self) -> "Tensor":
        """The tensor with its last two axes swapped."""
        return transpose(self)

    def numpy(self) -> np.ndarray:
        """The array itself, not a copy."""
        return self.data

    def item(self) -> float:
        """The only element, as a Python number."""
        return self.data.item()

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.data, dtype=dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        return bool(self.data)

    def __repr__(self) -> str:
        values = np.array2string(self.data, separator=", ", prefix="Tensor(data=")
        flag = ", requires_grad=True" if self.requires_grad else ""
        return f"Tensor(data={values}, shape={self.shape}{flag})"

    def _operand(self, other: object) -> "Tensor":
        return other if isinstance(other, Tensor) else as_operand(other, self.data.dtype)

    def __add__(self, other: object) -> "Tensor":
        return add(self, self._operand(other))

    def __radd__(self, other: object) -> "Tensor":
        return add(self._operand(other), self)

    def __sub__(self, other: object) -> "Tensor":
        return sub(self, self._operand(other))

    def __rsub__(self, other: object) -> "Tensor":
        return sub(self._operand(other), self)

    def __mul__(self, other: object) -> "Tensor":
        return mul(self, self._operand(other))

    def __rmul__(self, other: object) -> "Tensor":
        return mul(self._operand(other), self)

    def __truediv__(self, other: object) -> "Tensor":
        return div(self, self._operand(other))

    def __rtruediv__(self, other: object) -> "Tensor":
        return div(self._operand(other), self)

    def __neg__(self) -> "Tensor":
        return neg(self)

    def __pow__(self, exponent: float) -> "Tensor":
        return power(self, exponent)

    def __matmul__(self, other: "Tensor") -> "Tensor":
        return matmul(self, other)

    def __getitem__(self, index: object) -> "Tensor":
        return getitem(self, index)

    def matmul(self, other: "Tensor") -> "Tensor":
        """The matrix product, also written `self @ other`."""
        return matmul(self, other)

    def reshape(self, *shape: int | tuple[int, ...]) -> "Tensor":
        """The same elements in another shape: `x.reshape(2, 3)`, `x.reshape((2, 3))`, `x.reshape(2, -1)`."""
        return reshape(self, *shape)

    def transpose(self, dim0: int | None = None, dim1: int | None = None) -> "Tensor":
        """Swap two axes; without arguments the last two."""
        return transpose(self, dim0, dim1)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> "Tensor":
        """Add up along one axis, several, or all (None)."""
        return tensor_sum(self, axis, keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> "Tensor":
        """Average along one axis, several, or all (None)."""
        return tensor_mean(self, axis, keepdims)

    def max(self, axis: Axis = None, keepdims: bool = False) -> "Tensor":
        """The largest element along one axis, several, or all (None)."""
        return tensor_max(self, axis, keepdims)

    def exp(self) -> "Tensor":
        """e to the power of each element."""
        return exp(self)

    def log(self) -> "Tensor":
        """The natural logarithm of each element."""
        return log(self)

    def backward(self, gradient: np.ndarray | None = None) -> None:
        """Compute gradients. Module 05 builds what this calls."""
        if Tensor.backward_walk is None:
            raise RuntimeError("backward() needs autograd, which you build in module 05")
        Tensor.backward_walk(self, gradient)

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None


# %% tensor-operand
def as_operand(value: object, dtype: np.dtype) -> Tensor:
    """Make a tensor of what stands beside a tensor in a formula, such as the 2 in `2 * x`.

    Args:
        value: a number, a list or an array (never a Tensor: those never come here).
        dtype: the dtype of the tensor that it stands beside.

    Returns:
        A new tensor that holds `value` with that dtype.

    Example:
        >>> as_operand(0.5, np.dtype(np.float64)).dtype
        dtype('float64')
    """
    operand = Tensor(value, dtype=dtype)
    return operand


# %% tensor-broadcast-shape
def broadcast_shape(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of an elementwise operation between a tensor of shape `a` and one of shape `b`.

    Args:
        a, b: two shapes, not necessarily of the same length.

    Returns:
        The common shape, as a tuple.

    Raises:
        ValueError: two axes have different lengths and neither is 1. The message names both shapes.

    Example:
        >>> broadcast_shape((4, 1), (3,))
        (4, 3)
    """
    width = max(len(a), len(b))
    left = (1,) * (width - len(a)) + a
    right = (1,) * (width - len(b)) + b
    lengths = []
    for m, n in zip(left, right):
        if m != n and m != 1 and n != 1:
            raise ValueError(f"Cannot broadcast {a} with {b}: {m} meets {n}")
        lengths.append(n if m == 1 else m)
    return tuple(lengths)


# %% tensor-add-sub
def add(a: Tensor, b: Tensor) -> Tensor:
    """a + b, element by element, with broadcasting.

    Example:
        >>> add(Tensor([[1.0], [2.0]]), Tensor([10.0, 20.0])).data
        array([[11., 21.],
               [12., 22.]], dtype=float32)
    """
    result = a.data + b.data
    return Tensor.from_op(result, "add", a, b)


def sub(a: Tensor, b: Tensor) -> Tensor:
    """a - b, element by element, with broadcasting.

    Example:
        >>> sub(Tensor([5.0, 7.0]), Tensor([1.0, 2.0])).data
        array([4., 5.], dtype=float32)
    """
    result = a.data - b.data
    return Tensor.from_op(result, "sub", a, b)


# %% tensor-mul-div
def mul(a: Tensor, b: Tensor) -> Tensor:
    """a * b, element by element, with broadcasting. (The matrix product is another operation.)

    Example:
        >>> mul(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([[10.0, 10.0], [1.0, 0.0]])).data
        array([[10., 20.],
               [ 3.,  0.]], dtype=float32)
    """
    result = a.data * b.data
    return Tensor.from_op(result, "mul", a, b)


def div(a: Tensor, b: Tensor) -> Tensor:
    """a / b, element by element, with broadcasting.

    Example:
        >>> div(Tensor([1.0, 3.0]), Tensor([2.0])).data
        array([0.5, 1.5], dtype=float32)
    """
    result = a.data / b.data
    return Tensor.from_op(result, "div", a, b)


# %% tensor-neg-pow
def neg(a: Tensor) -> Tensor:
    """-a, element by element.

    Example:
        >>> neg(Tensor([1.0, -2.0])).data
        array([-1.,  2.], dtype=float32)
    """
    result = -a.data
    return Tensor.from_op(result, "neg", a)


def power(a: Tensor, exponent: float) -> Tensor:
    """Every element of a to the power of one fixed number. The result has a's dtype.

    Args:
        a: a tensor of any shape.
        exponent: one plain number: an int, a float or a NumPy number; also negative or fractional.

    Raises:
        TypeError: the exponent is anything else, a Tensor for example.

    Example:
        >>> power(Tensor([1.0, 2.0, 4.0]), -1).data
        array([1.  , 0.5 , 0.25], dtype=float32)
    """
    if not isinstance(exponent, (int, float, np.number)):
        raise TypeError(f"The exponent must be a number, got {type(exponent).__name__}")
    exponent = float(exponent)  # a NumPy float64 would turn float32 data into float64
    result = a.data**exponent
    return Tensor.from_op(result, "pow", a, exponent=exponent)


# %% tensor-exp-log
def exp(a: Tensor) -> Tensor:
    """e to the power of each element.

    Example:
        >>> exp(Tensor([0.0, 1.0])).data.round(4)
        array([1.    , 2.7183], dtype=float32)
    """
    result = np.exp(a.data)
    return Tensor.from_op(result, "exp", a)


def log(a: Tensor) -> Tensor:
    """The natural logarithm of each element.

    Example:
        >>> log(Tensor([1.0, 2.0])).data.round(4)
        array([0.    , 0.6931], dtype=float32)
    """
    result = np.log(a.data)
    return Tensor.from_op(result, "log", a)


# %% tensor-matmul
def matmul(a: Tensor, b: Tensor) -> Tensor:
    """The matrix product over a's last axis and b's last but one (a vector has only one axis to use).

    Args:
        a: shape (k,), (m, k) or (..., m, k).
        b: shape (k,), (k, n) or (..., k, n); leading axes broadcast against a's.

    Returns:
        A tensor of shape (..., m, n), without the axis m or n where a or b is a vector.

    Raises:
        TypeError: b is not a Tensor.
        ValueError: the inner dimensions differ, or one of the two has no axis. The message contains
            "Cannot perform matrix multiplication", both shapes, and "Inner dimensions must match".

    Example:
        >>> matmul(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([10.0, 1.0])).data
        array([12., 34.], dtype=float32)
    """
    if not isinstance(b, Tensor):
        raise TypeError(f"Expected a Tensor for matrix multiplication, got {type(b).__name__}")
    left, right = a.data.shape, b.data.shape
    if not left or not right or left[-1] != right[-2:][0]:
        raise ValueError(
            f"Cannot perform matrix multiplication: {left} @ {right}. Inner dimensions must match"
        )
    result = a.data @ b.data
    return Tensor.from_op(result, "matmul", a, b)


# %% tensor-getitem
def plain_index(index: object) -> object:
    """The index with every Tensor in it replaced by an array of integers; all else stays as it is.

    Args:
        index: a Tensor, a tuple (whose parts may be Tensors), or anything that NumPy takes as an index.

    Raises:
        IndexError: a Tensor holds a number that is not whole.

    Example:
        >>> plain_index((slice(0, 2), Tensor([2.0, 0.0])))
        (slice(0, 2, None), array([2, 0]))
    """
    if isinstance(index, tuple):
        plain = tuple(plain_index(part) for part in index)
    elif isinstance(index, Tensor):
        plain = index.data.astype(np.int64)
        if (plain != index.data).any():
            raise IndexError(f"A Tensor used as an index must hold whole numbers, got {index.data}")
    else:
        plain = index
    return plain


def getitem(a: Tensor, index: object) -> Tensor:
    """The selected part of a. It may share a's memory.

    Example:
        >>> getitem(Tensor([[1.0, 2.0], [3.0, 4.0]]), (Tensor([0.0, 1.0]), Tensor([1.0, 0.0]))).data
        array([2., 3.], dtype=float32)
    """
    index = plain_index(index)
    result = a.data[index]
    return Tensor.from_op(result, "getitem", a, index=index)


# %% tensor-reshape
def reshape(a: Tensor, *shape: int | tuple[int, ...]) -> Tensor:
    """The same elements, in the same order, in another shape. It may share a's memory.

    Args:
        a: a tensor of any shape.
        shape: the new shape, as several numbers or as one tuple. One entry may be -1: it is worked out.

    Raises:
        ValueError: no such shape holds exactly these elements, or two entries are -1. The message contains
            "Total elements must match" and a's shape.

    Example:
        >>> reshape(Tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2, -1).shape
        (2, 3)
    """
    try:
        result = a.data.reshape(*shape)
    except ValueError:
        raise ValueError(f"Cannot reshape {a.shape} into {shape}. Total elements must match") from None
    return Tensor.from_op(result, "reshape", a, shape=result.shape)


# %% tensor-transpose
def transpose(a: Tensor, dim0: int | None = None, dim1: int | None = None) -> Tensor:
    """Swap two axes. The result may share a's memory.

    Args:
        a: a tensor with at least one axis.
        dim0, dim1: the axes to swap. With neither, the last two; a vector then stays as it is.

    Raises:
        ValueError: only one of the two is given.

    Example:
        >>> transpose(Tensor([[1.0, 2.0, 3.0]])).shape
        (3, 1)
    """
    if dim0 is None and dim1 is None:
        dim0, dim1 = max(-2, -a.ndim), -1  # a vector has only the axis -1
    if dim0 is None or dim1 is None:
        raise ValueError(f"Both dim0 and dim1 must be given, or neither: got {dim0} and {dim1}")
    result = a.data.swapaxes(dim0, dim1)
    return Tensor.from_op(result, "transpose", a, dim0=dim0, dim1=dim1)


# %% tensor-sum
def tensor_sum(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Add up the elements along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0).data
        array([4., 6.], dtype=float32)
    """
    result = a.data.sum(axis=axis, keepdims=keepdims)
    return Tensor.from_op(result, "sum", a, axis=axis, keepdims=keepdims)


# %% tensor-mean
def tensor_mean(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Average the elements along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_mean(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1).data
        array([1.5, 3.5], dtype=float32)
    """
    total = a.data.sum(axis=axis, keepdims=keepdims)
    result = total / (a.data.size // max(total.size, 1))  # a quarter of the time of a.data.mean
    return Tensor.from_op(result, "mean", a, axis=axis, keepdims=keepdims)


# %% tensor-max
def tensor_max(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The largest element along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_max(Tensor([[-1.0, -5.0], [-7.0, -2.0]]), axis=1).data
        array([-1., -2.], dtype=float32)
    """
    result = a.data.max(axis=axis, keepdims=keepdims)
    return Tensor.from_op(result, "max", a, axis=axis, keepdims=keepdims)
