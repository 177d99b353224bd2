"""Special methods of stand-ins. Each is one question, asked in the student's process with all operands.

So reflected operators, subclasses and the priority of arrays follow the rules that hold there.
"""

import sys
from collections.abc import Callable
from typing import Any, NoReturn

from tito.judge.court.errors import COMPARED, PICKLED
from tito.judge.court.standin import own
from tito.judge.specials import COMPARING, FORWARD, INPLACE, REFLECTED, TYPED, UNARY

_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def _forward(operation: str) -> Callable[[Any, Any], Any]:
    return lambda self, other: own(self, "_tito_remote").ask(operation, self, other)


def _reflected(operation: str) -> Callable[[Any, Any], Any]:
    return lambda self, other: own(self, "_tito_remote").ask(operation, other, self)


def _unary(operation: str) -> Callable[[Any], Any]:
    return lambda self: own(self, "_tito_remote").ask(operation, self)


def _typed(operation: str, kind: type) -> Callable[[Any], Any]:
    return lambda self: own(self, "_tito_remote").ask_for(kind, operation, self)


def _compared(operation: str) -> Callable[[Any, Any], Any]:
    def compare(self: Any, other: Any) -> Any:
        remote = own(self, "_tito_remote")
        if remote.strict:
            remote.broken(COMPARED.format(_SIGNS[operation]))
        return remote.ask(operation, self, other)

    return compare


def _bool(self: Any) -> bool:
    remote = own(self, "_tito_remote")
    if remote.strict:
        remote.broken(COMPARED.format("its truth, as `if`, `assert`, `and` and `not` do"))
    return remote.ask_for(bool, "bool", self)


def _len(self: Any) -> int:
    remote = own(self, "_tito_remote")
    length = remote.ask_for(int, "len", self)
    if not 0 <= length <= sys.maxsize:
        remote.bad("a length is out of range")
    return length


def _call(self: Any, /, *arguments: Any, **options: Any) -> Any:
    return own(self, "_tito_remote").ask("call", options or None, self, *arguments)


def _next(self: Any) -> Any:
    return own(self, "_tito_remote").following(self)


def _exit(self: Any, *_: object) -> None:
    own(self, "_tito_remote").ask("exit", self)


def _round(self: Any, digits: Any = None) -> Any:
    rest = () if digits is None else (digits,)
    return own(self, "_tito_remote").ask("round", self, *rest)


def _pow(self: Any, exponent: Any, modulus: Any = None) -> Any:
    rest = () if modulus is None else (modulus,)
    return own(self, "_tito_remote").ask("pow", self, exponent, *rest)


def _setitem(self: Any, index: Any, value: Any) -> None:
    own(self, "_tito_remote").ask("setitem", self, index, value)


def _delitem(self: Any, index: Any) -> None:
    own(self, "_tito_remote").ask("delitem", self, index)


def _contains(self: Any, item: Any) -> bool:
    return own(self, "_tito_remote").ask_for(bool, "contains", self, item)


def _format(self: Any, spec: str) -> str:
    return own(self, "_tito_remote").ask_for(str, "format", self, spec)


def _dir(self: Any) -> list[str]:
    return own(self, "_tito_remote").ask_for(list, "dir", self)


def _deepcopy(self: Any, memo: object) -> Any:
    return own(self, "_tito_remote").ask("deepcopy", self)


def refuse_pickle(self: Any, *_: object) -> NoReturn:
    """There is no pickling of stand-ins."""
    raise TypeError(PICKLED)


METHODS: dict[str, Callable[..., Any]] = {
    **{name: _forward(operation) for name, operation in FORWARD.items()},
    **{name: _reflected(operation) for name, operation in REFLECTED.items()},
    **{name: _forward(operation) for name, operation in INPLACE.items()},
    **{name: _unary(operation) for name, operation in UNARY.items()},
    **{name: _typed(operation, kind) for name, (operation, kind) in TYPED.items()},
    "__len__": _len, "__call__": _call, "__next__": _next, "__exit__": _exit, "__round__": _round,
    "__pow__": _pow, "__rpow__": _reflected("pow"), "__ipow__": _forward("ipow"), "__getitem__": _forward("getitem"),
    "__setitem__": _setitem, "__delitem__": _delitem, "__contains__": _contains,
}  # fmt: skip
"""Those that a class of stand-ins has where the student's class has them."""

ALWAYS: dict[str, Any] = {
    **{name: _compared(operation) for name, operation in COMPARING.items()},
    "__bool__": _bool, "__str__": _typed("str", str), "__repr__": _typed("repr", str), "__format__": _format,
    "__dir__": _dir, "__copy__": _unary("copy"), "__deepcopy__": _deepcopy,
    "__reduce__": refuse_pickle, "__reduce_ex__": refuse_pickle, "__hash__": object.__hash__,
}  # fmt: skip
"""Those that every class of stand-ins has."""


def _named() -> None:
    """Name the functions after their methods, for the tracebacks of the log."""
    for table in (METHODS, ALWAYS):
        for name, function in table.items():
            if function is not object.__hash__:
                function.__name__ = function.__qualname__ = name


_named()
