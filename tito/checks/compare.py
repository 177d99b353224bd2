"""Comparing arrays: the first entry that is wrong, or nothing."""

import numpy as np

from .show import pair, place, sentence

RTOL = {np.dtype(np.float16): 1e-2, np.dtype(np.float32): 1e-5, np.dtype(np.complex64): 1e-5}
RTOL_DOUBLE = 1e-8  # float64, and integers, which are compared as float64


def difference(
    got: np.ndarray, want: np.ndarray, rtol: float | None, atol: float, given: object = None, where: str = ""
) -> str | None:
    """Say where two arrays differ by more than rtol * max|want| + atol.

    Args:
        got: an array of any shape.
        want: an array of the same shape; nothing is broadcast.
        rtol: None chooses by got's dtype.
        atol: the absolute tolerance.
        given: the input, for the sentence.
        where: which array this is, where a check compares several.

    Returns:
        None if they agree, else the symptom at the first wrong entry in C order.

    Example:
        >>> difference(np.array([1.0, 2.0]), np.array([1.0, 3.0]), None, 1e-6)
        '2 at index (1,), expected 3'
    """
    if got.shape != want.shape:
        return sentence(f"shape {got.shape}", where, f"shape {want.shape}", given)
    right = agreement(got, want, RTOL.get(got.dtype, RTOL_DOUBLE) if rtol is None else rtol, atol)
    if right.all():
        return None
    index = first_false(right)
    value, expected = pair(got[index], want[index])
    return sentence(value, place(index) + where, expected, given)


def agreement(got: np.ndarray, want: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Which entries agree. A nan agrees with nothing, an infinity with itself only."""
    wide = np.complex128 if "c" in got.dtype.kind + want.dtype.kind else np.float64
    got, want = got.astype(wide), want.astype(wide)
    with np.errstate(all="ignore"):  # inf - inf is nan here, and a nan is what fails
        size = np.abs(want)
        largest = size.max(where=np.isfinite(size), initial=0.0)
        error = np.abs(got - want)
        near = np.isfinite(error) & (error <= rtol * largest + atol)
        return near | (np.isinf(want) & (got == want))


def first_false(right: np.ndarray) -> tuple[int, ...]:
    """The index of the first False, in C order."""
    return tuple(map(int, np.unravel_index(int(np.argmin(right)), right.shape)))


def first_change(before: np.ndarray, after: np.ndarray) -> str | None:
    """Say where an array is no longer exactly what it was, or None. A nan that stays is no change."""
    if before.shape != after.shape or before.dtype != after.dtype:
        return sentence(form(after), expected=form(before))
    same = (before == after) | ((before != before) & (after != after))
    if same.all():
        return None
    index = first_false(same)
    value, expected = pair(after[index], before[index])
    return sentence(value, place(index), expected)


def form(array: np.ndarray) -> str:
    """Shape and dtype of an array in words."""
    return f"shape {array.shape} and dtype {array.dtype}"
