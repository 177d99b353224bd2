"""Values as a message shows them: on one line, short, and without running a student's repr."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

from .values import SCALAR_TYPES, Unfit, article, fetch

LIMIT = 200  # characters of one value in a message
ITEMS = 12  # items of a list, or of a dictionary, in a message
FULL = 24  # entries up to which an array is shown whole
PRINTABLE_BITS = 600  # of an int: 181 digits; Python refuses to print many thousands
ATOMS = (str, bytes, int, float, complex, bool, type(None))
BRACKETS = {tuple: "()", list: "[]", set: "{}", frozenset: "{}"}


def sentence(got: str, where: str = "", expected: str | None = None, given: object = None) -> str:
    """The part of a message behind its separator.

    Example:
        >>> sentence("nan", " at index (0, 0)", "0.5", [1000.0])
        'nan at index (0, 0), expected 0.5, for input [1000.0]'
    """
    wanted = "" if expected is None else f", expected {expected}"
    source = "" if given is None else f", for input {shown(given)}"
    return f"{got}{where}{wanted}{source}"


def place(index: tuple[int, ...]) -> str:
    """Where in an array an entry stands; a scalar has no place."""
    return f" at index {index}" if index else ""


def number(entry: np.generic, digits: int = 6) -> str:
    """One entry of an array.

    Example:
        >>> number(np.float32(0.1)), number(np.int64(3)), number(np.bool_(True))
        ('0.1', '3', 'True')
    """
    return f"{entry:.{digits}g}" if entry.dtype.kind in "fc" else str(entry)


def pair(got: np.generic, want: np.generic) -> tuple[str, str]:
    """Two entries that differ, with as many digits as it takes to see that they do.

    Example:
        >>> pair(np.float64(1.0), np.float64(1.00000001))
        ('1', '1.00000001')
    """
    for digits in (6, 9, 12):
        texts = number(got, digits), number(want, digits)
        if texts[0] != texts[1]:
            return texts
    return number(got, 17), number(want, 17)


def shown(value: object) -> str:
    """Any value, in short. Of an object only the numbers that it offers are shown, or else its type.

    Example:
        >>> shown([1, "two", np.ones(2)])
        "[1, 'two', [1. 1.]]"
        >>> shown(object())
        'an object'
    """
    kind = type(value)
    if kind in ATOMS:
        return atom(value)
    if kind in SCALAR_TYPES or issubclass(kind, np.dtype):
        return str(value)
    if kind is np.ndarray:
        return array(value)
    if kind is type:
        return value.__name__
    return collection(value)


def atom(value: str | bytes | complex | None) -> str:
    """The repr of a builtin value, cut."""
    if type(value) is int and value.bit_length() > PRINTABLE_BITS:
        return f"an int of {value.bit_length()} bits"
    return cut(repr(value[: LIMIT + 1] if type(value) in (str, bytes) else value))


def cut(text: str) -> str:
    """At most LIMIT characters of a text."""
    return text if len(text) <= LIMIT else text[: LIMIT - 3] + "..."


def array(value: np.ndarray) -> str:
    """An array on one line, its middle left out where it is large.

    Example:
        >>> array(np.zeros((2, 2)))
        '[[0. 0.] [0. 0.]]'
        >>> array(np.zeros((2, 100)))
        '[[0. 0. ... 0. 0.] [0. 0. ... 0. 0.]] of shape (2, 100)'
    """
    if value.dtype.hasobject:  # printing it would run the repr of what it holds
        return f"an array of dtype {value.dtype} and shape {value.shape}"
    if value.shape == ():
        return number(value[()])
    text = np.array2string(value, threshold=FULL, edgeitems=2, precision=4, max_line_width=LIMIT)
    of_shape = "" if 0 < value.size <= FULL else f" of shape {value.shape}"
    return cut(" ".join(text.split())) + of_shape


def collection(value: object) -> str:
    """A list, tuple, set or dictionary by its items; anything else as `thing` shows it."""
    kind = type(value)
    if issubclass(kind, dict):
        items = (f"{shown(key)}: {shown(item)}" for key, item in dict.items(value))
        return enclosed(items, dict.__len__(value), "{}")
    for base, brackets in BRACKETS.items():
        if issubclass(kind, base):
            return enclosed(map(shown, base.__iter__(value)), base.__len__(value), brackets)
    return thing(value)


def enclosed(texts: Iterable[str], count: int, brackets: str) -> str:
    """Items in their brackets: the first few, and how many there are if those are not all."""
    left, right = brackets
    inside = ", ".join(islice(texts, ITEMS))
    if count > ITEMS:
        return f"{cut(left + inside + ', ...' + right)} of {count} items"
    return cut(left + inside + ("," if brackets == "()" and count == 1 else "") + right)


def thing(value: object) -> str:
    """An object by the numbers that it offers, or by its type."""
    try:
        return array(fetch(value))
    except Unfit:
        return article(value)
