# Generated from source/05_autograd/05_autograd.ipynb: edit the notebook, then run "tito export".
# sha256: a21d96d214247d10
"""Autograd."""

__all__ = [
    "Rule",
    "RULES",
    "vjp",
    "missing_rule",
    "Freed",
    "FREED",
    "NUMBERS",
    "Function",
    "Recording",
    "record",
    "what_is_kept",
    "add_vjp",
    "sub_vjp",
    "neg_vjp",
    "mul_vjp",
    "div_vjp",
    "pow_vjp",
    "exp_vjp",
    "log_vjp",
    "unbroadcast",
    "matmul_vjp",
    "spread",
    "sum_vjp",
    "mean_vjp",
    "max_vjp",
    "reshape_vjp",
    "transpose_vjp",
    "getitem_vjp",
    "relu_vjp",
    "clip_vjp",
    "dropout_vjp",
    "sigmoid_vjp",
    "tanh_vjp",
    "gelu_vjp",
    "softmax_vjp",
    "log_softmax_vjp",
    "topological_order",
    "accumulate",
    "first_gradient",
    "backward_walk",
    "no_grad",
    "enable_autograd",
    "tape_bytes",
]


# %% autograd-imports
import math
from collections.abc import Callable
from contextlib import ContextDecorator
from itertools import count
from operator import attrgetter

import numpy as np

from tinytorch.core.tensor import Tensor


# %% autograd-rules
class Rule:
    """The gradient rule of one operation, and what has to be kept for it.

    Attributes:
        name: the operation's name at the hook.
        function: takes the gradient of the result, what it needs, and what the operation saved.
        keeps: whether it needs anything beside the gradient of the result.
        inputs, other, output, shape: whether it needs that.
    """

    __slots__ = ("name", "function", "keeps", "inputs", "other", "output", "shape")

    def __init__(self, name: str, function: Callable, needs: tuple[str, ...] = ()) -> None:
        for word in needs:
            if word not in ("inputs", "other", "output", "shape"):
                raise ValueError(f'A rule needs "inputs", "other", "output" or "shape", not {word!r}')
        self.name = name
        self.function = function
        self.keeps = bool(needs)
        self.inputs = "inputs" in needs
        self.other = "other" in needs
        self.output = "output" in needs
        self.shape = "shape" in needs


RULES: dict[str, Rule] = {}  # name of an operation -> its rule


def vjp(name: str, needs: str | tuple[str, ...] = ()) -> Callable[[Callable], Callable]:
    """Register the function below as the gradient rule of an operation.

    Args:
        name: the operation's name at the hook, `Tensor.from_op`.
        needs: what the rule needs beside the gradient of the result: "inputs", "other", "output", "shape",
            or several of them; it gets them in this order.

    Raises:
        ValueError: another module has registered this name. (The same module may do so again, and so may a
            notebook, whose cells are run more than once.)

    Example:
        >>> @vjp("cube", needs="inputs")
        ... def cube_vjp(grad, a):
        ...     return grad * 3 * a * a
    """

    def register(function: Callable) -> Callable:
        known = RULES.get(name)
        if known is not None and function.__module__ not in (known.function.__module__, "__main__"):
            raise ValueError(
                f'The rule of "{name}" belongs to {known.function.__module__}: '
                f"{function.__module__} cannot register another, choose another name"
            )
        RULES[name] = Rule(name, function, (needs,) if isinstance(needs, str) else tuple(needs))
        return function

    return register


def missing_rule(name: str) -> Rule:
    """What stands in for a rule that nobody wrote: it complains when it is used, not before."""

    def complain(*args: object, **saved: object) -> None:
        raise NotImplementedError(f'"{name}" has no gradient rule: write one below a line @vjp("{name}")')

    return Rule(name, complain)


# %% autograd-engine
class Freed:
    """What a node has for links once it was walked: following them is an error that says so."""

    def __iter__(self) -> None:
        raise RuntimeError(
            "backward() has already walked this graph and freed its buffers: compute the result again first"
        )


FREED = Freed()


NUMBERS = count(1)


class Function:
    """A node of the graph: one operation that was recorded.

    Attributes:
        next_functions: for each input: the Function that made it; or the Tensor itself if it is a leaf, made by
            nobody; or None if it needs no gradient.
        saved_tensors: what the rule needs: arrays, not Tensors, or a shape.
        saved: what the operation saved at the hook, by name.
        shape: the shape of the result.
        number: grows from one node to the next, so a node's number is greater than those of its inputs.
    """

    __slots__ = ("rule", "next_functions", "saved_tensors", "saved", "shape", "number", "__weakref__")

    def __init__(
        self, rule: Rule, next_functions: list, saved_tensors: list | tuple, saved: dict, shape: tuple[int, ...]
    ) -> None:
        self.rule = rule
        self.next_functions = next_functions
        self.saved_tensors = saved_tensors
        self.saved = saved
        self.shape = shape
        self.number = next(NUMBERS)

    @property
    def name(self) -> str:
        """The operation's name."""
        return self.rule.name

    def apply(self, grad: np.ndarray) -> tuple:
        """Ask the rule: one entry for each input, a gradient or a function that computes it."""
        parts = self.rule.function(grad, *self.saved_tensors, **self.saved)
        return parts if type(parts) is tuple else (parts,)

    def free(self) -> None:
        """Let go of everything that was kept; a node can be walked once."""
        self.next_functions, self.saved_tensors, self.saved = FREED, (), {}

    def __repr__(self) -> str:
        return f"Function({self.name!r}, shape={self.shape})"


class Recording:
    """Whether operations are recorded: they are while `paused` is 0."""

    paused = 0


def record(result: Tensor, name: str, inputs: tuple[Tensor, ...], saved: dict) -> None:
    """Note one operation: what `Tensor.from_op` calls for every result.

    Nothing is noted while recording is paused, or if no input needs a gradient.
    """
    if Recording.paused:
        return
    links, needed = [], False
    for tensor in inputs:
        if tensor.requires_grad:
            links.append(tensor.node or tensor)
            needed = True
        else:
            links.append(None)
    if needed:
        rule = RULES.get(name) or missing_rule(name)
        if rule.other:  # each factor, if the other one needs a gradient
            first, second = links
            kept = None if second is None else inputs[0].data, None if first is None else inputs[1].data
        else:
            kept = what_is_kept(rule, result, inputs) if rule.keeps else ()
        result.requires_grad = True
        result.node = Function(rule, links, kept, saved, result.data.shape)


def what_is_kept(rule: Rule, result: Tensor, inputs: tuple[Tensor, ...]) -> list:
    """What a rule will be given, in the order inputs, output, shape."""
    kept = [tensor.data for tensor in inputs] if rule.inputs else []
    if rule.output:
        kept.append(result.data)
    if rule.shape:
        kept.append(inputs[0].data.shape)
    return kept


# %% rules-arithmetic
@vjp("add")
def add_vjp(grad: np.ndarray) -> tuple:
    """Gradients of a + b in a and in b, both in the shape of grad.

    Example:
        >>> add_vjp(np.array([5.0]))
        (array([5.]), array([5.]))
    """
    return grad, grad


@vjp("sub")
def sub_vjp(grad: np.ndarray) -> tuple:
    """Gradients of a - b in a and in b; the second as a function without arguments."""
    return grad, lambda: -grad


@vjp("neg")
def neg_vjp(grad: np.ndarray) -> np.ndarray:
    """Gradient of -a."""
    return -grad


@vjp("mul", needs="other")
def mul_vjp(grad: np.ndarray, a: np.ndarray | None, b: np.ndarray | None) -> tuple:
    """Gradients of a * b in a and in b, each as a function without arguments.

    Args:
        grad: gradient of the product, of the broadcast shape.
        a, b: the factors; None for one that is not needed, because the other needs no gradient.
    """
    return lambda: grad * b, lambda: grad * a


@vjp("div", needs="inputs")
def div_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a / b in a and in b, each as a function without arguments."""
    return lambda: grad / b, lambda: -grad * a / (b * b)


# %% rules-pow-exp-log
@vjp("pow", needs="inputs")
def pow_vjp(grad: np.ndarray, a: np.ndarray, exponent: float) -> np.ndarray:
    """Gradient of a ** exponent in a; 0 everywhere if the exponent is 0.

    Example:
        >>> pow_vjp(np.array([1.0]), np.array([5.0]), exponent=2.0)
        array([10.])
    """
    if exponent == 0:
        return np.zeros_like(grad)
    return grad * (exponent * a ** (exponent - 1))


@vjp("exp", needs="output")
def exp_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of exp(a); output is exp(a)."""
    return grad * output


@vjp("log", needs="inputs")
def log_vjp(grad: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Gradient of log(a)."""
    return grad / a


# %% unbroadcast
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over everything that broadcasting copied.

    Args:
        gradient: of a shape to which `shape` can be broadcast.
        shape: the shape of the input.

    Returns:
        An array of that shape and of gradient's dtype. If nothing was copied, it may be gradient itself.

    Example:
        >>> unbroadcast(np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]), (2,))
        array([ 6., 15.])
    """
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and gradient.shape[axis] != 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% rules-matmul
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    """Gradients of a @ b in a and in b, each as a function without arguments.

    Args:
        grad: (..., m, n), without the axis m or n where a or b is a vector.
        a: (k,), (m, k) or (..., m, k).
        b: (k,), (k, n) or (..., k, n).

    Example:
        >>> matmul_vjp(np.array([10.0, 1.0]), np.array([1.0, 2.0, 3.0]), np.ones((3, 2)))[1]()
        array([[10.,  1.],
               [20.,  2.],
               [30.,  3.]])
    """
    if a.ndim == b.ndim == 2:
        return lambda: grad @ b.T, lambda: a.T @ grad
    left = a[None, :] if a.ndim == 1 else a  # (..., m, k)
    right = b[:, None] if b.ndim == 1 else b  # (..., k, n)
    if b.ndim == 1:
        grad = grad[..., None]
    if a.ndim == 1:
        grad = grad[..., None, :]  # now (..., m, n) in every case

    def for_a() -> np.ndarray:
        result = grad @ right.swapaxes(-1, -2)
        return result[..., 0, :] if a.ndim == 1 else result

    def for_b() -> np.ndarray:
        if right.ndim == 2:  # one weight for the whole batch: one product sums over the batch as it goes
            rows = left.reshape(-1, left.shape[-1])  # (rows, k)
            result = rows.T @ grad.reshape(len(rows), grad.shape[-1])
        else:
            result = left.swapaxes(-1, -2) @ grad
        return result[..., 0] if b.ndim == 1 else result

    return for_a, for_b


# %% rules-sum-mean
def spread(
    values: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Copy what a reduction gave back over the axes that it reduced.

    Args:
        values: of the shape that the reduction gave.
        shape: the shape that it was given.
        axis: the axis that it reduced, several, or None for all.
        keepdims: whether it left them in place, with length 1.

    Returns:
        An array of that shape; it may be a read-only view.

    Example:
        >>> spread(np.array([10.0, 20.0]), (2, 3), axis=1, keepdims=False)
        array([[10., 10., 10.],
               [20., 20., 20.]])
    """
    if axis is not None and not keepdims:
        axes = axis if isinstance(axis, tuple) else (axis,)
        gone = {i % len(shape) for i in axes}  # -1 becomes the number of the last axis
        values = values.reshape([1 if i in gone else n for i, n in enumerate(shape)])
    result = np.empty(shape, values.dtype)
    result[...] = values
    return result


@vjp("sum", needs="shape")
def sum_vjp(
    grad: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Gradient of a sum; shape is the shape of the input."""
    return spread(grad, shape, axis, keepdims)


@vjp("mean", needs="shape")
def mean_vjp(
    grad: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    """Gradient of a mean; shape is the shape of the input."""
    terms = math.prod(shape) // max(1, grad.size)  # numbers behind each mean
    return spread(grad / terms, shape, axis, keepdims)


# %% rules-max
@vjp("max", needs=("inputs", "output"))
def max_vjp(
    grad: np.ndarray,
    a: np.ndarray,
    output: np.ndarray,
    axis: int | tuple[int, ...] | None,
    keepdims: bool,
) -> np.ndarray:
    """Gradient of a maximum: to the largest elements along the reduced axes, shared evenly among equals.

    Example:
        >>> max_vjp(np.array(1.0), np.array([1.0, 5.0, 5.0]), np.array(5.0), axis=None, keepdims=False)
        array([0. , 0.5, 0.5])
    """
    winners = a == spread(output, a.shape, axis, keepdims)
    equals = winners.sum(axis=axis, keepdims=True, dtype=grad.dtype)
    return winners * spread(grad, a.shape, axis, keepdims) / equals


# %% rules-shape
@vjp("reshape", needs="shape")
def reshape_vjp(grad: np.ndarray, before: tuple[int, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Gradient of a reshape from the shape `before` to `shape`."""
    return grad.reshape(before)


@vjp("transpose")
def transpose_vjp(grad: np.ndarray, dim0: int, dim1: int) -> np.ndarray:
    """Gradient of swapping two axes."""
    return grad.swapaxes(dim0, dim1)


# %% rules-getitem
@vjp("getitem", needs="shape")
def getitem_vjp(grad: np.ndarray, shape: tuple[int, ...], index: object) -> np.ndarray:
    """Gradient of a[index]: grad where it was selected, added up where it was selected more than once, else 0.

    Args:
        grad: of the shape of a[index].
        shape: the shape of a.
        index: anything that NumPy takes as an index.

    Example:
        >>> getitem_vjp(np.array([10.0, 20.0, 30.0]), (3,), [0, 0, 2])
        array([30.,  0., 30.])
    """
    result = np.zeros(shape, grad.dtype)
    parts = index if isinstance(index, tuple) else (index,)
    kinds = {type(part) for part in parts}
    if kinds <= {int, slice, type(None), type(...)}:
        result[index] = grad  # such an index selects nothing twice
    elif kinds == {np.ndarray} and len(parts) == len(shape):
        np.add.at(result, index, grad)  # single numbers
    else:  # np.add.at is slow on rows, so number the elements, and index the numbers
        places = np.arange(result.size).reshape(shape)[index]
        np.add.at(result.reshape(-1), places.ravel(), grad.ravel())
    return result


# %% rules-masks
@vjp("relu", needs="output")
def relu_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of ReLU; at 0 it is 0."""
    return grad * (output > 0).astype(grad.dtype)  # twice as fast as a product with booleans


@vjp("clip", needs="inputs")
def clip_vjp(grad: np.ndarray, a: np.ndarray, low: float, high: float) -> np.ndarray:
    """Gradient of keeping a inside [low, high]; at both ends it passes."""
    return grad * ((a >= low) & (a <= high))


@vjp("dropout")
def dropout_vjp(grad: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Gradient of dropout; mask is what its input was multiplied by."""
    return grad * mask


# %% rules-curves
@vjp("sigmoid", needs="output")
def sigmoid_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of the sigmoid."""
    return grad * (output * (1.0 - output))


@vjp("tanh", needs="output")
def tanh_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Gradient of the hyperbolic tangent."""
    return grad * (1.0 - output * output)


@vjp("gelu", needs="inputs")
def gelu_vjp(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Gradient of GELU in its tanh form."""
    root = math.sqrt(2.0 / math.pi)
    square = x * x
    t = np.tanh(root * (x + 0.044715 * (square * x)))
    inner = root * (1.0 + 3 * 0.044715 * square)  # slope of what is inside tanh
    return grad * (0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * inner)


# %% rules-softmax
@vjp("softmax", needs="output")
def softmax_vjp(grad: np.ndarray, output: np.ndarray, dim: int) -> np.ndarray:
    """Gradient of softmax along the axis dim; output holds the probabilities."""
    weighted = grad * output
    return weighted - output * weighted.sum(axis=dim, keepdims=True)


@vjp("log_softmax", needs="output")
def log_softmax_vjp(grad: np.ndarray, output: np.ndarray, dim: int) -> np.ndarray:
    """Gradient of log-softmax along the axis dim; output holds the logarithms of the probabilities."""
    return grad - np.exp(output) * grad.sum(axis=dim, keepdims=True)


# %% topological-order
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to.

    Args:
        root: the node of the result.

    Returns:
        Each node once, the root first.

    Example:
        >>> first = Function(missing_rule("f"), [None], [], {}, ())
        >>> second = Function(missing_rule("g"), [first, first], [], {}, ())
        >>> topological_order(second) == [second, first]
        True
    """
    found, order = {root}, [root]
    for node in order:  # the list grows while the loop works through it
        for below in node.next_functions:
            if type(below) is Function and below not in found:
                found.add(below)
                order.append(below)
    order.sort(key=attrgetter("number"), reverse=True)
    return order


# %% accumulate
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    """Add a gradient to what a leaf already has.

    Args:
        tensor: the leaf; its `grad` is None or an array of its shape and dtype.
        gradient: of the tensor's shape.
        fresh: whether nobody else refers to the array, so that the leaf may keep it without a copy.

    Example:
        >>> x = Tensor([1.0, 2.0], requires_grad=True)
        >>> accumulate(x, np.array([5.0, 5.0]))
        >>> accumulate(x, np.array([1.0, 1.0]))
        >>> x.grad
        array([6., 6.], dtype=float32)
    """
    grad = tensor.grad
    if grad is not None:
        grad += gradient  # in place: the array is ours, and stays in the tensor's dtype
    elif (
        fresh
        and type(gradient) is np.ndarray
        and gradient.base is None
        and gradient.dtype == tensor.data.dtype
    ):
        tensor.grad = gradient
    else:
        tensor.grad = np.array(gradient, dtype=tensor.data.dtype)


# %% autograd-first
def first_gradient(tensor: Tensor, gradient: object = None) -> np.ndarray:
    """The gradient of a result with respect to itself, with which a walk begins.

    Args:
        tensor: the result.
        gradient: None for a result of one element; else an array of the result's shape.

    Raises:
        RuntimeError: the result does not depend on anything that needs a gradient.
        ValueError: no gradient for a result of many elements, or one of another shape.
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "backward() found nothing to do: no input of this tensor has requires_grad=True, "
            "or it was computed inside no_grad()"
        )
    if gradient is None:
        if tensor.size != 1:
            raise ValueError(f"backward() of a tensor of shape {tensor.shape} needs a gradient of that shape")
        return np.ones(tensor.shape, tensor.dtype)
    given = np.asarray(gradient.data if isinstance(gradient, Tensor) else gradient, dtype=tensor.dtype)
    if given.shape != tensor.shape:
        raise ValueError(
            f"backward() got a gradient of shape {given.shape} for a tensor of shape {tensor.shape}"
        )
    return given


# %% backward-walk
def backward_walk(tensor: Tensor, gradient: object = None) -> None:
    """Give every leaf that a result depends on its gradient: what `Tensor.backward` calls.

    Args:
        tensor: the result.
        gradient: as for `first_gradient`, which checks it.

    Example:
        >>> x = Tensor([3.0], requires_grad=True)
        >>> backward_walk(x * x)
        >>> x.grad
        array([6.], dtype=float32)
    """
    gradient = first_gradient(tensor, gradient)
    if tensor.node is None:
        accumulate(tensor, gradient)
        return
    arrived = {tensor.node: gradient}
    for node in topological_order(tensor.node):
        for link, part in zip(node.next_functions, node.apply(arrived.pop(node))):
            if link is None:
                continue
            fresh = callable(part)
            if fresh:
                part = part()
            leaf = type(link) is not Function
            shape = link.data.shape if leaf else link.shape
            if part.shape != shape:
                part = unbroadcast(part, shape)
            if leaf:
                accumulate(link, part, fresh)
            elif link in arrived:
                arrived[link] = arrived[link] + part
            else:
                arrived[link] = part
        node.free()


# %% no-grad
class no_grad(ContextDecorator):
    """Pauses recording, in a `with` block or in a decorated function.

    Example:
        >>> x = Tensor([1.0], requires_grad=True)
        >>> with no_grad():
        ...     y = x * 2
        >>> y.requires_grad
        False
    """

    def __enter__(self) -> "no_grad":
        """Pause recording, one level deeper than it was."""
        Recording.paused += 1
        return self

    def __exit__(self, *exception: object) -> None:
        """Go back one level, however the block ended; an exception goes on."""
        Recording.paused -= 1


# %% autograd-enable
def enable_autograd(quiet: bool = False) -> None:
    """Fill the two places that module 01 left empty, the recorder and the walk; no method is replaced.

    Calling it again changes nothing, and inside no_grad() recording stays off. It runs when this module is
    imported.

    Args:
        quiet: print nothing.
    """
    Tensor.recorder = record
    Tensor.backward_walk = backward_walk
    if not quiet:
        print("Autograd is on: operations on tensors with requires_grad are recorded.")


enable_autograd(quiet=True)


# %% tape-bytes
def tape_bytes(tensor: Tensor) -> int:
    """Bytes that the graph of a tensor keeps in memory for its backward pass.

    Args:
        tensor: a result; one that was not recorded, or a leaf, keeps 0 bytes.

    Returns:
        The size of all arrays that its nodes keep: each block of memory once, a view as the whole block that it
        looks at, and without the data of the leaves.

    Example:
        >>> x = Tensor(np.ones((2, 3)), requires_grad=True)
        >>> tape_bytes(x.exp()), tape_bytes(x + x), tape_bytes(x * 2)
        (24, 0, 4)
    """
    if tensor.node is None:
        return 0
    blocks: dict[int, int] = {}  # id of the owner of a block -> its bytes
    leaves = set()
    for node in topological_order(tensor.node):
        for item in (*node.saved_tensors, *node.saved.values()):
            if isinstance(item, np.ndarray):
                owner = item if item.base is None else item.base
                blocks[id(owner)] = owner.nbytes
        leaves.update(id(link.data) for link in node.next_functions if isinstance(link, Tensor))
    return sum(size for place, size in blocks.items() if place not in leaves)
