"""Exact comparison of plain values, in which no code of a student's takes part."""

from collections.abc import Callable

import numpy as np

from .show import ITEMS, LIMIT, place, sentence, shown
from .values import NOTHING, SCALAR_TYPES, article

ATOMS = (bool, int, float, complex, str, bytes, type(None))
AROUND = 20  # characters of a long text that are shown from the first wrong one on
Form = tuple[str, object]


class NotPlain(ValueError):
    """A value that is not compared. Its text says what it is."""


def normal(value: object) -> Form:
    """A value's normal form: two normal forms are equal exactly when the plain values are.

    A NumPy scalar is the number that it holds, a NumPy scalar type is its dtype, and a list equals a tuple of
    the same items. True is not 1, 3 is not 3.0, a nan equals nothing. Lists, tuples, sets and dictionaries
    are read by their own methods, so that a subclass counts by what it holds.

    Raises:
        NotPlain: the value is, or contains, anything else.

    Example:
        >>> normal((np.int64(3), "a")) == normal([3, "a"]), normal(True) == normal(1)
        (True, False)
    """
    kind = type(value)
    if kind in ATOMS:
        return kind.__name__, value if value == value else object()  # tuples would find a nan equal to itself
    if issubclass(kind, np.generic):
        return normal_scalar(value)
    if issubclass(kind, np.dtype):
        return "dtype", value
    if kind is type and value in SCALAR_TYPES:
        return "dtype", np.dtype(value)
    for base, read in CONTAINERS.items():
        if issubclass(kind, base):
            return read(value)
    raise NotPlain(article(value))


def normal_scalar(value: np.generic) -> Form:
    """A NumPy scalar as the Python number or text that it holds."""
    held = np.generic.item(value)
    if type(held) not in ATOMS:  # a long double holds nothing that Python knows
        raise NotPlain(article(value))
    return normal(held)


def normal_dict(value: dict) -> Form:
    """A dictionary's entries, whose order does not count."""
    return "dict", frozenset((normal(key), normal(item)) for key, item in dict.items(value))


CONTAINERS: dict[type, Callable[..., Form]] = {
    list: lambda value: ("sequence", tuple(map(normal, list.__iter__(value)))),
    tuple: lambda value: ("sequence", tuple(map(normal, tuple.__iter__(value)))),
    set: lambda value: ("set", frozenset(map(normal, set.__iter__(value)))),
    frozenset: lambda value: ("set", frozenset(map(normal, frozenset.__iter__(value)))),
    dict: normal_dict,
}


def inequality(got: object, want: object, given: object = None) -> str | None:
    """Say how a plain value differs from the expected one, or None.

    Raises:
        ValueError: the expected value is not plain.
    """
    try:
        wanted = normal(want)
    except NotPlain as error:
        raise ValueError(
            f"check.equal expects plain values, not {error}; arrays are for check.close"
        ) from None
    try:
        came = normal(got)
    except NotPlain as error:
        return sentence(not_plain(got, str(error)), expected=shown(want), given=given)
    if came == wanted:
        return None
    if got is None:
        return NOTHING
    return long_difference(got, want, given) or short_difference(got, want, given)


def not_plain(got: object, found: str) -> str:
    """What came instead of a plain value."""
    whole = article(got)
    return f"{whole if found == whole else f'{whole} that contains {found}'}, which is no plain value"


def short_difference(got: object, want: object, given: object) -> str:
    """The two values, with their types where they read alike."""
    came, wanted = shown(got), shown(want)
    if came == wanted:
        came, wanted = f"{came} ({article(got)})", f"{wanted} ({article(want)})"
    return sentence(came, expected=wanted, given=given)


def long_difference(got: object, want: object, given: object) -> str | None:
    """The first place at which two long texts or lists differ; None if they are short enough to be shown."""
    came, wanted = items_of(got), items_of(want)
    if type(came) is not type(wanted) or came is None:
        return None
    room = LIMIT // 2 if type(came) is str else ITEMS
    if max(len(came), len(wanted)) <= room:
        return None
    differing = (i for i, (a, b) in enumerate(zip(came, wanted, strict=False)) if normal(a) != normal(b))
    index = next(differing, min(len(came), len(wanted)))
    return sentence(part(came, index), place((index,)), part(wanted, index), given)


def items_of(value: object) -> str | list | None:
    """A text as it is, a sequence as a list; None for anything else."""
    if type(value) is str:
        return value
    return next((list(base.__iter__(value)) for base in (list, tuple) if issubclass(type(value), base)), None)


def part(items: str | list, index: int) -> str:
    """What stands at an index: an item, or the next few characters of a text."""
    if index >= len(items):
        return f"the end after {len(items)} {'characters' if type(items) is str else 'items'}"
    return shown(items[index : index + AROUND] if type(items) is str else items[index])
