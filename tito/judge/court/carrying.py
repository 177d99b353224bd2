"""What one test cell leaves for the next: its definitions and plain values, nothing that belongs to the student.

A stand-in speaks over the connection of its own test, so neither it nor anything that holds one is carried.
"""

import gc
import types
from collections.abc import Callable

import numpy as np

from tito.judge.court.imports import Holder
from tito.judge.court.names import Names

_ATOMS = frozenset({int, float, complex, bool, str, bytes, type(None), types.ModuleType, types.CodeType})
_ITERATED = frozenset({list, tuple, set, frozenset})
_FLEETING = (
    types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FrameType, types.TracebackType, Holder,
)  # fmt: skip
_MOST = 20_000  # objects looked at for one name

Belongs = Callable[[object], bool]


def keep_plain(namespace: dict[str, object], names: Names, is_standin: Belongs) -> None:
    """Take from the globals of test cells what holds something of the student's; `names` notes what went."""
    for name, value in list(namespace.items()):
        if name in ("__builtins__", "__name__"):
            continue
        if carryable(value, namespace, is_standin):
            names.dropped.discard(name)
        else:
            del namespace[name]
            names.dropped.add(name)


def carryable(value: object, namespace: dict[str, object], is_standin: Belongs) -> bool:
    """Whether a value, with all that it holds, is the court's own."""
    todo, seen = [value], set[int]()
    while todo:
        item = todo.pop()
        kind = type(item)
        if kind in _ATOMS or id(item) in seen:
            continue
        if len(seen) == _MOST:
            return False
        seen.add(id(item))
        if kind in _ITERATED:
            todo += [inner for inner in item if type(inner) not in _ATOMS]  # type: ignore[attr-defined]
            continue
        if is_standin(item) or _hides(item):
            return False
        if not _outside(item, namespace):
            todo += gc.get_referents(item)
    return True


def _hides(item: object) -> bool:
    """Whether it may hold what cannot be seen, or what ends with the test."""
    kind = type(item)
    return issubclass(kind, _FLEETING) or (issubclass(kind, np.ndarray) and item.dtype.hasobject)


def _outside(item: object, namespace: dict[str, object]) -> bool:
    """Whether it is no part of a value: the globals themselves, or a class or function of a library."""
    kind = type(item)
    if item is namespace or kind is Names:
        return True
    if kind is types.FunctionType:
        return item.__globals__ is not namespace
    return issubclass(kind, type) and item.__module__ != "__main__"
