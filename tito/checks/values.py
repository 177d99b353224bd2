"""Fetching: whatever offers NumPy values becomes a plain array of its own, or a sentence that says why not.

A value is asked for its numbers once, and copied, because what a student's object answers may change from
one time to the next. Types are asked by `type()`, not by `isinstance`, which believes what an object
claims to be.
"""

import numpy as np

NUMBERS = (bool, int, float, complex)
SCALAR_TYPES = frozenset(np.sctypeDict.values())
NUMERIC_KINDS = "biufc"  # booleans, integers, floats, complex numbers
VOWELS = ("a", "e", "i", "o", "u", "nd")  # an ndarray
NOTHING = "None: does the function return its result?"


class Unfit(ValueError):
    """A value in which there are no numbers to read. Its text is the symptom for a message."""


def fetch(value: object) -> np.ndarray:
    """Read the numbers of a value into a fresh plain array.

    Args:
        value: an array, a number, a list or tuple of anything that can be fetched, or an object with a method
            `numpy()`, or else an attribute `data`, that gives one of these.

    Returns:
        A writable, contiguous array of booleans, integers, floats or complex numbers, which shares no memory.

    Raises:
        Unfit: None, text, an array of objects, rows of different lengths, a subclass of ndarray, or others.

    Example:
        >>> fetch([[1, 2], [3, 4]]).shape
        (2, 2)
    """
    if value is None:
        raise Unfit(NOTHING)
    return copied(value if holds_numbers(value) else ask(value))


def holds_numbers(value: object) -> bool:
    """Whether a value is of a type that can be read without asking it."""
    kind = type(value)
    return kind in NUMBERS or issubclass(kind, (np.ndarray, np.generic, list, tuple))


def ask(thing: object) -> object:
    """Ask an object for its values, once: by its method `numpy()`, or else by its attribute `data`."""
    try:
        method = getattr(thing, "numpy", None)
        offered = getattr(thing, "data", None) if method is None else method()
    except Exception as error:
        raise Unfit(f"{article(thing)} whose values cannot be read ({type(error).__name__})") from error
    if method is None and offered is None:
        raise Unfit(f"{article(thing)}, expected numbers")
    if not holds_numbers(offered):
        raise Unfit(f"{article(thing)} that holds {article(offered)}, expected numbers")
    return offered


def copied(offered: object) -> np.ndarray:
    """Copy numbers into an array, refusing what NumPy would convert in silence."""
    kind = type(offered)
    if issubclass(kind, np.ndarray) and kind is not np.ndarray:
        raise Unfit(f"{article(offered)}, expected a plain array")
    array = stacked(offered) if issubclass(kind, (list, tuple)) else np.array(offered, order="C")
    if array.dtype.kind not in NUMERIC_KINDS:
        raise Unfit(f"an array of dtype {array.dtype}, expected numbers")
    return array


def stacked(items: list | tuple) -> np.ndarray:
    """One array of the items of a list."""
    read = [item if type(item) in NUMBERS else fetch(item) for item in items]
    try:
        return np.array(read)
    except ValueError:
        raise Unfit(
            f"{article(items)} of items with different shapes, expected a regular grid of numbers"
        ) from None


def article(thing: object) -> str:
    """What kind of thing it is, with its article.

    Example:
        >>> article("text"), article(3), article(None)
        ('a str', 'an int', 'None')
    """
    if thing is None:
        return "None"
    name = type(thing).__name__
    return f"{'an' if name.lower().startswith(VOWELS) else 'a'} {name}"
