"""Gradients by central differences: the oracle for everything that claims to differentiate."""

from collections.abc import Callable, Sequence

import numpy as np

from .compare import difference
from .values import Unfit, article, fetch


def numerical_gradient(
    f: Callable[..., object], inputs: Sequence[object], eps: float = 1e-6
) -> list[np.ndarray]:
    """Differentiate a function of arrays by central differences: (f(x + eps) - f(x - eps)) / (2 eps).

    Args:
        f: takes as many float64 arrays as there are inputs, of their shapes, and returns one float64 number.
            It is called twice an entry, each time with fresh copies.
        inputs: a list of arrays or numbers, of any shapes.
        eps: the step. The formula is wrong by about eps**2, the rounding by 1e-16 / eps, both times f's size.

    Returns:
        For each input the gradient: a float64 array of the input's shape.

    Raises:
        ValueError: inputs is no list or empty, the step is lost in an input, or f does not return one finite
            float64 number.

    Example:
        >>> numerical_gradient(lambda x: (x * x).sum(), [np.array([1.0, 2.0])])[0].round(6)
        array([2., 4.])
    """
    arrays = float64_copies(inputs)
    return [one_gradient(f, arrays, position, eps) for position in range(len(arrays))]


def float64_copies(inputs: Sequence[object]) -> list[np.ndarray]:
    """The inputs as float64 arrays."""
    if not issubclass(type(inputs), (list, tuple)) or len(inputs) == 0:
        raise ValueError(f"a gradient is checked at a list of one or more inputs, not at {article(inputs)}")
    return [fetch(item).astype(np.float64) for item in inputs]


def one_gradient(f: Callable[..., object], arrays: list[np.ndarray], position: int, eps: float) -> np.ndarray:
    """The numerical gradient with respect to the input at one position."""
    gradient = np.empty(arrays[position].shape)
    for index in np.ndindex(gradient.shape):
        above, value_above = moved(f, arrays, position, index, eps)
        below, value_below = moved(f, arrays, position, index, -eps)
        if above == below:
            raise ValueError(f"a step of {eps} is lost in an input of {above}")
        gradient[index] = (value_above - value_below) / (above - below)  # above - below: the step really made
    return gradient


def moved(
    f: Callable[..., object], arrays: list[np.ndarray], position: int, index: tuple[int, ...], step: float
) -> tuple[float, float]:
    """One entry of one input moved by a step: the entry, and f there."""
    fresh = [array.copy() for array in arrays]
    fresh[position][index] += step
    entry = float(fresh[position][index])
    return entry, one_number(f(*fresh))


def one_number(value: object) -> float:
    """What f returned, if it is one finite number computed in float64."""
    array = fetch(value)
    if array.size != 1 or array.dtype.kind not in "fi" or array.dtype.itemsize < 8:
        form = f"shape {array.shape} and dtype {array.dtype}"
        raise Unfit(f"an array of {form} from the function itself, expected one float64 number")
    if not np.isfinite(array).all():
        raise Unfit(f"{array.item()} from the function itself, expected a finite number")
    return float(array.item())


def gradient_fault(
    f: Callable[..., object],
    inputs: Sequence[object],
    got: Sequence[object],
    eps: float,
    rtol: float,
    atol: float,
) -> str | None:
    """Say which gradient first differs from the numerical one, and in which entry; None if all agree.

    Raises:
        Unfit: a gradient, or what f returned, is no array of numbers.
        ValueError: inputs is no list or empty, or the step is lost in an input.
    """
    arrays = float64_copies(inputs)
    if not issubclass(type(got), (list, tuple)):
        return f"{article(got)}, expected a list of {len(arrays)}, one gradient for each input"
    if len(got) != len(arrays):
        return f"{len(got)} gradients, expected {len(arrays)}"
    for position, (array, gradient) in enumerate(zip(arrays, got, strict=True)):
        where = f" in the gradient of input {position}"
        if gradient is None:
            return f"None{where}, expected an array of shape {array.shape}"
        want = one_gradient(f, arrays, position, eps)
        fault = difference(fetch(gradient), want, rtol, atol, given=array, where=where)
        if fault is not None:
            return fault
    return None
