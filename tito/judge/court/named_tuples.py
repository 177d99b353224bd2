"""Named tuples: plain values with names, made anew in the test."""

import keyword
import re
from collections import namedtuple
from typing import Any

from tito.judge.court.errors import BadAnswer
from tito.judge.court.methods import Method
from tito.judge.wire import Handle

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)  # namedtuple() builds source code of them
_MOST = 64


def named_tuple(remote: Any, number: int, told: dict[str, Any]) -> type:
    """A class of named tuples like the student's; its further methods run in the student's process, on a copy."""
    fields = told["fields"]
    if len(fields) > _MOST or not all(_FIELD.fullmatch(name) and not keyword.iskeyword(name) for name in fields):
        raise BadAnswer("a named tuple has fields that are no names")
    try:
        made = namedtuple("Rebuilt", fields)
    except ValueError:
        raise BadAnswer("a named tuple has a field twice") from None
    made.__name__, made.__qualname__ = told["name"], told["qualname"]
    made.__module__, made.__doc__ = told["module"], told["doc"]
    # Defaults, and what else its own __new__ does, are there.
    made.__new__ = lambda cls, *values, **fields: remote.ask("call", fields or None, Handle(number, 0), *values)
    for name in told["methods"]:
        if not name.startswith("_") and name not in dir(made):
            setattr(made, name, _forwarded(remote, name))
    made._tito_class, made._tito_remote = number, remote
    return made


def _forwarded(remote: Any, name: str) -> Any:
    """A method of the student's own. It is a property, so that it is bound to the copy."""
    return property(lambda self: Method(remote, self, name))


def is_named_tuple(value: object) -> bool:
    """Whether a value is a named tuple that was rebuilt, or one that the test made of such a class."""
    return issubclass(type(value), tuple) and "_tito_remote" in vars(type(value))


def is_named_tuple_class(value: object) -> bool:
    """Whether a value is a class of such tuples."""
    return type(value) is type and issubclass(value, tuple) and "_tito_remote" in vars(value)
