"""The student's side of a test: a process that answers about its objects until nobody asks.

It belongs to the student. What it says is checked where it arrives; here it only has to be right for an honest one.
"""

import builtins
import contextlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from tito.judge.student import operations
from tito.judge.student.describe import describe, methods_of, shadowed
from tito.judge.student.exceptions import Told, told
from tito.judge.student.handles import Handles
from tito.judge.wire import Handle, Stream, Unsendable, Unusable, crosses
from tito.judge.wire.identity import identity

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own


_OPERATIONS = operations.OPERATIONS
_ATOMS = frozenset({
    identity(cls) for cls in (int, float, bool, str, type(None), bytes, complex, np.ndarray, np.bool_, np.float32,
                              np.float64, np.int64)
})  # fmt: skip


def serve(stream: Stream, namespace: dict[str, object]) -> None:
    """Answer about the objects of a namespace until the stream ends.

    A request is (number, released handles or None, operation, argument, ...); the answer (number, kind, value) or
    (number, kind, value, shadows), where kind is "value", "stop", "missing" or "error", and shadows tells which
    instances have bound what their class calls a method to something of their own.
    """
    try:
        Session(stream, namespace).run()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()


class Read(tuple):
    """An object, "value" or "error", and what its method `numpy()` gave or raised."""

    __slots__ = ()


_NUMPY = frozenset({"numpy"})


def _told(error: BaseException) -> Told:
    try:
        return told(error)
    except BaseException:  # an exception whose own methods raise
        return None, None, None, "an exception that cannot be told", []


class Session:
    """One conversation."""

    def __init__(self, stream: Stream, namespace: dict[str, object]) -> None:
        self.stream, self.namespace = stream, namespace
        self.handles = Handles(self._note)
        self._shadows: list[tuple[int, list[str]]] = []
        self._methods: dict[int, frozenset[str]] = {}
        self._own = {
            "name": self._name, "describe": self._describe, "hold": self._hold, "make": self._make,
            "chain": self._chain, "chains": self._chains, "reads": self._reads, "names": self._names,
        }  # fmt: skip
        stream.handle_for, stream.object_for = self.handles.handle_for, self.handles.object_for
        stream.writable = True

    def run(self) -> None:
        """Answer until the other side hangs up."""
        with contextlib.suppress(Unusable):
            receive = self.stream.receive
            while True:
                question = receive()
                if question[1]:
                    self.handles.release(question[1])
                self._answer(question)
                del question

    def _answer(self, question: tuple) -> None:
        number, operation = question[0], question[2]
        try:
            perform = _OPERATIONS.get(operation) or self._own[operation]
            value = perform(*question[3:])
            if operation == "method":
                target = question[4]
                self._note(self.handles.number(target), target)
        except operations.Stopped as stop:
            self._send(number, "stop", stop.args[0])
        except operations.Missing:
            self._send(number, "missing", None)
        except BaseException as error:
            self._send(number, "error", _told(error))
        else:
            if type(value) is Read:
                self._send(number, "read", tuple(value))
            else:
                self._send(number, "value", value)

    def _send(self, number: int, kind: str, value: Any) -> None:
        try:
            if not crosses(value):
                value = self.handles.handle_for(value)
            if not self._shadows and (type(value) is Handle or identity(type(value)) in _ATOMS):
                self.stream.send((number, kind, value))
            else:
                # The shadows are filled while the value before them is written.
                self.stream.send((number, kind, value, self._shadows))
        except Unsendable as fault:
            self._send_fault(number, f"what came out cannot be handed to the test: {fault}")
        except Exception as fault:
            self._send_fault(number, f"what came out cannot be handed to the test: {type(fault).__name__}")
        if self._shadows:
            self._shadows = []

    def _send_fault(self, number: int, sentence: str) -> None:
        self.stream.send((number, "error", (None, None, None, sentence, [])))

    def _note(self, number: int, value: Any) -> None:
        """Tell of an instance's attributes that hide methods."""
        if names := shadowed(value, self._methods_of(type(value))):
            self._shadows.append((number, names))

    def _methods_of(self, cls: type) -> frozenset[str]:
        methods = self._methods.get(identity(cls))
        if methods is None:
            self.handles.number(cls)  # held, so that the identity stays its own
            methods = self._methods[identity(cls)] = methods_of(cls)
        return methods

    def _name(self, name: str) -> Any:
        if name not in self.namespace:
            raise operations.Missing(name)
        return self.namespace[name]

    def _names(self, wanted: list[str]) -> tuple[list[tuple[str, int, int]], dict[int, dict[str, Any]]]:
        """Which of these names are functions or classes, by number; and the classes that these belong to or are."""
        found, described = [], {}
        for name in wanted:
            value = self.namespace.get(name)
            if type(value) is types.FunctionType or issubclass(type(value), type):
                with contextlib.suppress(Exception):  # a class that cannot be described is no matter of other names
                    handle = self.handles.handle_for(value)
                    self._describe_all(handle.class_id or handle.id, described)
                    found.append((name, handle.id, handle.class_id))
        return found, described

    def _describe_all(self, number: int, described: dict[int, dict[str, Any]]) -> None:
        """A class and its bases."""
        if number not in described:
            described[number] = self._describe(number)
            for base in described[number]["bases"]:
                if type(base) is int:
                    self._describe_all(base, described)

    def _describe(self, number: int) -> dict[str, Any]:
        return describe(self.handles.of(number), self.handles.number)

    def _hold(self, value: Any) -> tuple[int, int]:
        handle = self.handles.handle_for(value)
        return handle.id, handle.class_id

    def _chain(self, read: bool, *steps: tuple) -> Any:
        """Calls, one after the other, and what the last gives; with `read`, what its `numpy()` gives as well.

        A step is (operation, places, options, argument, ...), where `places` are pairs of an argument's place and the
        number of the step whose result stands there.
        """
        *_, value = self._results(steps)
        return self._read(value) if read and not crosses(value) else value

    def _chains(self, wanted: list[int], *steps: tuple) -> tuple:
        """Calls, one after the other, of which these results are wanted."""
        results = [*self._results(steps)]
        return tuple([results[number] for number in wanted])

    def _reads(self, wanted: list[int], *steps: tuple) -> tuple:
        """Calls of which these results are wanted, each read as soon as it is there; the last is the first that raises.

        Each is ("value", value), ("read", value, what its `numpy()` did, its numbers or exception) or ("error", told).
        """
        told: list[tuple] = []
        try:
            for number, value in enumerate(self._results(steps)):
                if number in wanted:
                    found = value if crosses(value) else self._read(value)
                    told.append(("read", *found) if type(found) is Read else ("value", found))
        except BaseException as error:
            told.append(("error", _told(error)))
        return tuple(told)

    def _results(self, steps: tuple[tuple, ...]) -> Iterator[Any]:
        results: list[Any] = []
        for operation, places, options, *arguments in steps:
            for at in range(0, len(places), 2):
                arguments[places[at]] = results[places[at + 1]]
            results.append(_OPERATIONS[operation](options, *arguments))
            if operation == "method" and 0 not in places[::2]:
                self._note(self.handles.number(arguments[0]), arguments[0])
            yield results[-1]

    def _read(self, value: Any) -> Any:
        cls = type(value)
        if issubclass(cls, type) or "numpy" not in self._methods_of(cls) or shadowed(value, _NUMPY):
            return value
        try:
            return Read((value, "value", value.numpy()))
        except BaseException as error:
            return Read((value, "error", _told(error)))

    def _make(self, number: int, values: tuple) -> int:
        return self.handles.number(self.handles.of(number)(*values))
