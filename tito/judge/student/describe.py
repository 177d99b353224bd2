"""What a test is told of a class: enough to make one that looks the same and does everything by asking."""

import builtins
import types
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np

from tito.judge.specials import KNOWN_ERRORS, OPTIONAL
from tito.judge.wire.identity import identity

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

_DOC = 20_000  # characters
_NAME = 200
_MANY = 2000  # methods
_METHODS = (
    types.FunctionType, staticmethod, classmethod, types.MethodDescriptorType, types.ClassMethodDescriptorType,
)  # fmt: skip
_LEFT_OUT = frozenset({"StopIteration", "StopAsyncIteration", "ExceptionGroup"})
_ITERATING = ("__iter__", "__len__", "__getitem__", "__contains__")
_FIELDS_ONLY = frozenset({"__getnewargs__", "__new__", "__repr__", "__replace__", "__slots__"})


def _errors() -> dict[int, str]:
    """Names of the exceptions that are the same on both sides, by identity."""
    named = {
        identity(cls): name
        for name, cls in vars(builtins).items()
        if isinstance(cls, type) and issubclass(cls, Exception) and cls.__name__ == name and name not in _LEFT_OUT
    }
    for dotted in KNOWN_ERRORS:
        module, _, name = dotted.rpartition(".")
        named[identity(getattr(import_module(module), name))] = dotted
    return named


ERRORS = _errors()
_own = type.__dict__["__dict__"].__get__
_name_of = type.__dict__["__name__"].__get__
_qualname_of = type.__dict__["__qualname__"].__get__


def describe(cls: type, number_of: Callable[[type], int]) -> dict[str, Any]:
    """A class in plain values; other classes in it by `number_of`."""
    own, found = _own(cls), _all_of(cls)
    offered = sorted(OPTIONAL.intersection(found))
    return {
        "name": _name_of(cls)[:_NAME],
        "qualname": _qualname_of(cls)[:_NAME],
        "module": _text(own.get("__module__"), _NAME) or "builtins",
        "doc": _text(own.get("__doc__"), _DOC),
        "bases": [*_bases(cls, number_of)],
        "specials": [name for name in offered if found[name] is not None],
        "absent": [name for name in offered if found[name] is None],
        "methods": sorted(_methods(found))[:_MANY],
        "ufunc": _ufunc(found),
        "priority": _priority(found),
        "array": _offers_numbers(cls, found),
        "fields": _fields(cls, found),
        "iterable": type(cls) is not type and not _all_of(type(cls)).keys().isdisjoint(_ITERATING),
    }


def methods_of(cls: type) -> frozenset[str]:
    """Names that a class binds to functions; none if it looks up attributes in a way of its own."""
    return _methods(_all_of(cls))


def _methods(found: dict[Any, Any]) -> frozenset[str]:
    if issubclass(type(found.get("__getattribute__")), types.FunctionType):
        return frozenset()
    return frozenset([name for name, value in found.items() if type(value) in _METHODS and type(name) is str])


def shadowed(value: Any, methods: frozenset[str]) -> list[str]:
    """Names of methods that an instance has bound to something of its own."""
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return []
    if type(attributes) is not dict or methods.isdisjoint(attributes):
        return []
    return sorted(methods & attributes.keys())


def _line(cls: type) -> tuple[type, ...]:
    """The classes in which attributes are looked up, but for object."""
    return tuple([base for base in type.__dict__["__mro__"].__get__(cls) if base is not object])


def _all_of(cls: type) -> dict[Any, Any]:
    """What a class and its bases define, by name, as it is found: None where one says None."""
    found: dict[Any, Any] = {}
    for base in reversed(_line(cls)):
        found.update(_own(base))
    return found


def _text(value: Any, length: int) -> str | None:
    return value[:length] if type(value) is str else None


def _bases(cls: type, number_of: Callable[[type], int]) -> Iterator[int | str]:
    """Exceptions that both sides know by name, and the student's classes by number."""
    for base in type.__dict__["__bases__"].__get__(cls):
        if identity(base) in ERRORS:
            yield ERRORS[identity(base)]
        elif issubclass(base, Exception) and base.__module__ == "builtins":
            yield "Exception"  # one that may not be raised by type
        elif base.__module__ != "builtins":
            yield number_of(base)


def _ufunc(found: dict[Any, Any]) -> str:
    """How the class meets NumPy's functions: "refused", "own" or ""."""
    if "__array_ufunc__" not in found:
        return ""
    return "refused" if found["__array_ufunc__"] is None else "own"


def _priority(found: dict[Any, Any]) -> float | None:
    value = found.get("__array_priority__")
    return float(value) if type(value) in (int, float) else None


def _offers_numbers(cls: type, found: dict[Any, Any]) -> bool:
    """Whether NumPy would make an array of an instance, and not of one entry that is the instance."""
    if issubclass(cls, np.ndarray | np.generic | memoryview | bytearray):
        return True
    if any(found.get(name) is not None for name in ("__array__", "__array_interface__", "__array_struct__")):
        return True
    is_sequence = all(found.get(name) is not None for name in ("__len__", "__getitem__"))
    return is_sequence and not issubclass(cls, dict)


def _fields(cls: type, found: dict[Any, Any]) -> list[str] | None:
    """The fields of a named tuple that adds no special method; None for any other class."""
    names = found.get("_fields")
    if not issubclass(cls, tuple) or type(names) is not tuple or not all(type(name) is str for name in names):
        return None
    added = {n for base in _line(cls) if base is not tuple for n in _own(base) if n in OPTIONAL or n == "__eq__"}
    return list(names) if not added - _FIELDS_ONLY else None
