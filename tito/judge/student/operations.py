"""What a test can ask of the student's process. Each operation runs here what the test would have run itself."""

import builtins
import copy
import importlib
import inspect
import math
import operator
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from tito.checks import recording
from tito.judge.specials import COMPARING, FORWARD, INPLACE, NAMED_MODULES, REFLECTED

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own


class Missing(Exception):
    """There is no such global name."""


class Stopped(Exception):
    """An iterator is at its end; the argument is what it returned."""


_text = str.__str__  # of exactly that type, also where a subclass came

OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for table in (COMPARING, FORWARD, REFLECTED, INPLACE)
       for name in table.values() if hasattr(operator, name)},
    "divmod": divmod, "pow": pow, "ipow": operator.ipow, "neg": operator.neg, "pos": operator.pos,
    "invert": operator.invert, "abs": abs, "iter": iter, "reversed": reversed,
    "floor": math.floor, "ceil": math.ceil, "trunc": math.trunc, "round": round,
    "len": len, "int": int, "float": float, "complex": complex, "bool": bool, "hash": hash,
    "index": lambda value: int(operator.index(value)), "bytes": lambda value: bytes(bytearray(bytes(value))),
    "str": lambda value: _text(str(value)), "repr": lambda value: _text(repr(value)),
    "format": lambda value, spec: _text(format(value, spec)),
    "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem,
    "contains": operator.contains, "copy": copy.copy, "deepcopy": copy.deepcopy,
    "enter": lambda value: type(value).__enter__(value),
    "dir": lambda value: [name for name in dir(value) if type(name) is str],
    "list": list,
}  # fmt: skip


def call(options: dict[str, Any] | None, function: Any, *arguments: Any) -> Any:
    """Call anything."""
    return function(*arguments) if options is None else function(*arguments, **options)


def method(options: dict[str, Any] | None, value: Any, name: str, *arguments: Any) -> Any:
    """Call what an attribute is."""
    function = getattr(value, name)
    return function(*arguments) if options is None else function(*arguments, **options)


def following(iterator: Any) -> Any:
    """The next item."""
    try:
        return next(iterator)
    except StopIteration as stop:
        raise Stopped(stop.value) from None


def leave(manager: Any) -> None:
    """End a `with`; the manager is not told of an exception of the test."""
    type(manager).__exit__(manager, None, None, None)


def ufunc(name: str, method: str, inputs: tuple, options: dict[str, Any]) -> Any:
    """Apply a NumPy function."""
    return getattr(getattr(np, name), method)(*inputs, **options)


def array(value: Any) -> np.ndarray:
    """What NumPy makes of an object."""
    return np.asarray(value)


def items(value: tuple) -> tuple:
    """What a named tuple holds."""
    return tuple(tuple.__iter__(value))


def module(name: str) -> Any:
    """Import a module."""
    return importlib.import_module(name)


def named(dotted: str) -> Any:
    """A function, a class or a module of those that both sides have."""
    if dotted in NAMED_MODULES:
        return importlib.import_module(dotted)
    home, _, name = dotted.rpartition(".")
    if home not in NAMED_MODULES:
        raise LookupError("not among the named modules")
    return getattr(importlib.import_module(home), name)


def seed(number: int) -> None:
    """Seed the global generators."""
    random.seed(number)
    np.random.seed(number % 2**32)


def signature(function: Any) -> tuple[list[tuple], tuple[bool, Any]]:
    """A signature: (name, kind, has a default, default, has an annotation, annotation) of each, and the result's."""
    found = inspect.signature(function)
    parameters = [(p.name, int(p.kind), *_filled(p.default), *_filled(p.annotation)) for p in found.parameters.values()]
    return parameters, _filled(found.return_annotation)


def _filled(value: Any) -> tuple[bool, Any]:
    return (False, None) if value is inspect.Parameter.empty else (True, value)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "get": getattr, "set": setattr, "delete": delattr, "call": call, "method": method, "next": following,
    "exit": leave, "ufunc": ufunc, "array": array, "items": items, "module": module, "named": named, "seed": seed,
    "signature": signature, "record": recording, "pull": lambda value: value, **OPERATORS,
}  # fmt: skip
