"""Who does a sum between an object of the student's and what a test holds.

In `abs(f(x) - 2.0) < 1e-9` an object could answer every difference with nothing, and would learn what is expected. So
an operator is asked of the student's process only where the reference's was as well, because there a class with
operators is what the test is about. Everywhere else the object's values are fetched, and the sum is done here.
"""

import operator
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from tito.checks.values import Unfit, fetch
from tito.judge.court.remote import Remote, is_standin
from tito.judge.specials import FORWARD, INPLACE

NO_NUMBERS = (
    "the test computes with what the student's code returned, and that is an object of which no numbers can be had, "
    "where the reference solution returns plain values"
)
_UFUNCS = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv", "true_divide": "truediv",
    "floor_divide": "floordiv", "remainder": "mod", "mod": "mod", "matmul": "matmul", "power": "pow",
}  # fmt: skip
_PLAIN = {name: getattr(operator, name, divmod) for name in FORWARD.values()} | {"pow": pow}
_STEMS = {name: name for name in _PLAIN} | {name: name[1:] for name in (*INPLACE.values(), "ipow")}
_KINDS = (*sorted(_PLAIN), "contains", "ufunc")
_ROOM = 32  # kinds of sums that one line can tell apart
_OTHERS = {"contains", "ufunc"}


class Sums:
    """The sums of one run of one test cell.

    Attributes:
        asked: for each sum that the student's process did, a number below zero that stands for its line and kind.
    """

    def __init__(self, remote: Any, name: str, reached: frozenset[int] | None) -> None:
        """Watch over a conversation.

        Args:
            name: what a traceback calls the test cell.
            reached: what the reference reached, `asked` included; None for the reference itself.
        """
        self.asked: set[int] = set()
        self._name = name
        self._allowed = {note for note in reached if note < 0} if reached else None
        if isinstance(remote, Remote):
            self._ask, self._broken = remote.ask, remote.broken
            remote.ask = self._met  # type: ignore[method-assign]

    def _met(self, operation: str, *arguments: Any) -> Any:
        """A question on its way."""
        if operation not in _STEMS and operation not in _OTHERS:
            return self._ask(operation, *arguments)
        note = -(self._line() * _ROOM + _KINDS.index(_kind(operation, arguments)))
        if self._allowed is not None and note not in self._allowed:
            return self._here(operation, arguments)
        self.asked.add(note)
        return self._ask(operation, *arguments)

    def _line(self) -> int:
        """The line of the test cell that is being run."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename != self._name:
            frame = frame.f_back
        return 0 if frame is None else frame.f_lineno

    def _here(self, operation: str, arguments: tuple) -> Any:
        """Do a sum with values."""
        try:
            return _function(operation, arguments)
        except (Unfit, TypeError, AttributeError):
            self._broken(NO_NUMBERS)


def _kind(operation: str, arguments: tuple) -> str:
    return _UFUNCS.get(arguments[0], "ufunc") if operation == "ufunc" else _STEMS.get(operation, operation)


def _function(operation: str, arguments: tuple) -> Any:
    if operation == "contains":
        container, item = arguments
        return item in list(container)
    if operation == "ufunc":
        name, method, inputs, options = arguments
        return getattr(getattr(np, name), method)(*map(_value, inputs), **options)
    function: Callable[..., Any] = _PLAIN[_STEMS[operation]]
    return function(*map(_value, arguments))


def _value(thing: Any) -> Any:
    """The numbers of an object of the student's; anything else as it is."""
    if not is_standin(thing):
        return thing
    if hasattr(type(thing), "__array__"):
        return np.asarray(thing)[()]
    try:
        return fetch(thing)[()]
    except Unfit:
        return float(thing)


__all__ = ["NO_NUMBERS", "Sums"]
