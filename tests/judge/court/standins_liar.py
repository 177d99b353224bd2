"""A student's process that answers whatever a test of ours tells it to."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from standins_server import speaking

from tito.judge.court.errors import BrokenRule
from tito.judge.court.limits import Caps
from tito.judge.court.remote import Remote
from tito.judge.wire import Handle, Stream, WireError, encode

CLASS: dict[str, Any] = {
    "name": "Tensor", "qualname": "Tensor", "module": "__main__", "doc": None, "bases": [], "specials": [],
    "absent": [], "methods": ["numpy"], "ufunc": "", "priority": None, "array": False, "fields": None,
    "iterable": False,
}  # fmt: skip
SPECIALS = [
    "__add__", "__call__", "__contains__", "__enter__", "__exit__", "__float__", "__getitem__", "__hash__",
    "__index__", "__int__", "__iter__", "__len__", "__next__", "__radd__", "__round__", "__bytes__", "__complex__",
]  # fmt: skip
HANG = object()
CLOSE = object()

Answers = dict[str, Any]


def cls(**changes: Any) -> dict[str, Any]:
    """A description of a class, some of it changed."""
    return CLASS | changes


class Raw(bytes):
    """Bytes to send as they are."""


class Last(Raw):
    """The last bytes before the end."""


@contextmanager
def liar(answers: Answers, strict: bool = True, seconds: float = 5, caps: Caps = Caps()) -> Iterator[Remote]:
    """A conversation in which each operation gets the answer of that name.

    An answer is (kind, value), or a function of (number, request) that gives a whole reply, Raw bytes, HANG or CLOSE;
    a list of answers is used up in order, its last one for ever. Where there is none, "name" gives an object of class
    7, "describe" the plain class, and everything else None.
    """
    defaults: Answers = {"name": ("value", Handle(1, 7)), "describe": ("value", cls(specials=SPECIALS))}
    with speaking(lambda sock: _lie(sock, defaults | answers), seconds) as stream:
        yield Remote(stream, strict, caps)


def _lie(sock: socket.socket, answers: Answers) -> None:
    stream = Stream(sock)
    asked: dict[str, int] = {}
    while True:
        request = stream.receive()
        number, operation = request[0], request[2]
        told = answers.get(operation, ("value", None))
        if type(told) is list:
            asked[operation] = asked.get(operation, -1) + 1
            told = told[min(asked[operation], len(told) - 1)]
        reply = told(number, request) if callable(told) else (number, *told)
        if reply is HANG:
            time.sleep(60)
        if reply is CLOSE:
            return
        if isinstance(reply, Raw):
            sock.setblocking(True)
            sock.sendall(reply)
            if isinstance(reply, Last):
                return
        else:
            stream.send(reply)


def twice(value: Any) -> Callable[[int, Any], Raw]:
    """The same answer two times."""
    return lambda number, request: Raw(2 * encode((number, "value", value)).packed())


FAULTS = (BrokenRule, WireError)


def fails(answers, operation, faults=FAULTS, **options):
    """The fault that an operation on the object `x` meets; it stays with the conversation."""
    with liar(answers, **options) as remote:
        began = time.monotonic()
        with pytest.raises(faults) as caught:
            operation(remote.name("x"), remote)
        assert isinstance(remote.poisoned, FAULTS)
        with pytest.raises(FAULTS):
            remote.name("x")
        with pytest.raises(FAULTS):
            remote.check()
        assert time.monotonic() - began < 4
    return caught.value
