"""One test's conversation with the student's process, and the stand-ins that come out of it.

    remote = Remote(stream)
    Tensor = remote.name("Tensor")       # a class that looks like the student's
    y = Tensor([1.0, 2.0]) + 1           # made there, added there; y stands for the result
    y.data                               # an array, by copy
    remote.check()                       # at the end of the test

The court asks and the student's process answers, one answer for each question.
"""

import random
import select
import socket
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import numpy as np

from tito.judge.court.errors import CHANGED, ENDED_BEFORE, OPERATIONS, UNASKED, BadAnswer, BrokenRule
from tito.judge.court.fetched import CONTAINERS, Fetched
from tito.judge.court.later import Later, steps_of
from tito.judge.court.limits import Caps
from tito.judge.court.methods import Method
from tito.judge.court.objects import Objects
from tito.judge.court.raising import rebuilt
from tito.judge.court.sending import Sender
from tito.judge.court.signatures import signature
from tito.judge.court.standin import is_class, is_instance, own
from tito.judge.wire import Stream, Unsendable, WireError

_PEEK = socket.MSG_PEEK | socket.MSG_DONTWAIT
_NESTED = 20
_KINDS = frozenset({"value", "stop", "missing", "error", "read"})


def is_standin(value: object) -> bool:
    """Whether a value stands for something in the student's process."""
    return is_instance(value) or is_class(value) or type(value) is Method


class Remote:
    """The student's process, as one test sees it.

    Attributes:
        strict: whether comparing the student's objects is a fault.
        poisoned: the first fault of the conversation; a test with one has failed, whatever it caught.
        over: whether nothing may be asked any more.
    """

    def __init__(self, stream: Stream, strict: bool = True, caps: Caps = Caps()) -> None:
        self.strict = strict
        self.poisoned: BaseException | None = None
        self._stream, self._caps = stream, caps
        self._asked = 0
        self.noted: list[Later] = []  # calls that the next question has to make first
        self._ready: tuple[int, int, str, Any] | None = None  # the numbers that came with the last answer
        self._inside = 0  # questions that wait for their answer: while one is read, another may have to be asked
        self._objects = Objects(self, caps)
        self._fetched = Fetched()
        self._unasked = select.poll()
        self._unasked.register(stream.sock, select.POLLIN)
        stream.handle_for = Sender(self).handle_for
        stream.object_for = self._objects.object_for

    @property
    def over(self) -> bool:
        """Whether nothing may be asked any more."""
        return self.poisoned is not None or self._stream.sock.fileno() < 0

    def name(self, name: str) -> Any:
        """A global of the student's; KeyError if there is none."""
        kind, value = self._exchange("name", (name,))
        if kind == "missing":
            raise KeyError(name)
        return self._value(kind, value)

    def definitions(self, wanted: Iterable[str]) -> dict[str, Any]:
        """Those of some globals of the student's that are functions or classes."""
        return self._guarded(self._named, self.ask("names", [*wanted]))

    def _named(self, told: Any) -> dict[str, Any]:
        """Names with the numbers of what they stand for, and the classes of those."""
        if type(told) is not tuple or list(map(type, told)) != [list, dict]:
            raise BadAnswer("names are not told as they are")
        found, described = told
        if any(type(n) is not int for n in described) or not all(map(_is_name, found)):
            raise BadAnswer("names are not told as they are")
        self._objects.classes.told.update(described)
        return {name: self._objects.held(number, class_id) for name, number, class_id in found}

    def module(self, name: str) -> Any:
        """A module, imported in the student's process; raises what the import raises there."""
        return self.ask("module", name)

    def ref(self, value: Any) -> Any:
        """Put an array, or a list, dictionary or set, into the student's process; `.pull()` fetches it back."""
        told = self.ask("hold", value)
        if type(told) is not tuple or len(told) != 2 or any(type(n) is not int or n < 1 for n in told):
            self.bad("what was put there has no number")
        return self._guarded(self._objects.held, *told)

    def seed(self, n: int) -> None:
        """Seed the global generators of the student's process, and those of the test."""
        self.ask("seed", n)
        random.seed(n)
        np.random.seed(n % 2**32)

    def check(self) -> None:
        """The end of a test: raises BrokenRule if something is wrong that no question has shown yet."""
        self._check_sound()
        self._check_fetched(whole=True)

    def ask(self, operation: str, *arguments: Any) -> Any:
        """The answer to a question, or the exception of the student's code."""
        kind, value = self._exchange(operation, arguments)
        if kind == "value" and type(value) not in CONTAINERS:
            return value
        return self._value(kind, value)

    def ask_for(self, wanted: type, operation: str, *arguments: Any) -> Any:
        """An answer that must be of exactly this type."""
        value = self.ask(operation, *arguments)
        if type(value) is not wanted:
            self.bad(f"the answer to {operation} is no {wanted.__name__}")
        return value

    def settle(self, call: Later) -> Any:
        """The value of a call that was noted, or the exception of the student's code."""
        if call.error is not None:
            raise self._guarded(rebuilt, self, call.error)
        if not call.settled:
            kind, value = self._exchange("chain", (call.read, *self._steps([call])[1]))
            if kind == "read":
                call.value, call.numbers = self._guarded(_with_numbers, value)
            else:
                call.value = self._value(kind, value)
            call.settled = True
        if call.numbers is not None:
            self._ready = self._asked, own(call.value, "_tito_id"), *call.numbers
        return call.value

    def settle_all(self, calls: Sequence[Later]) -> None:
        """Make some of the calls that were noted, with one question."""
        order, steps = self._steps(calls)
        if not order:
            return
        numbers = [number for number, call in enumerate(order) if call in calls]
        values = self.ask_for(tuple, "chains", numbers, *steps)
        if len(values) != len(numbers):
            self.bad("a call has no result")
        for number, value in zip(numbers, values, strict=True):
            order[number].value, order[number].settled = value, True

    def settle_reading(self, calls: Sequence[Later]) -> None:
        """Make some of the calls that were noted and read what they gave, with one question, until one raises."""
        calls = [call for call in calls if not call.settled]
        order, steps = self._steps(calls)
        if not order:
            return
        told = self.ask_for(tuple, "reads", [order.index(call) for call in calls], *steps)
        for call, entry in zip(calls, told, strict=False):
            self._guarded(_told_of, call, entry)
        if len(told) > len(calls) or any(call.error is None and not call.settled for call in calls[: len(told) or 1]):
            self.bad("a call has no result")
        if len(told) < len(calls) and calls[len(told) - 1].error is None:
            self.bad("a call has no result")

    def _steps(self, calls: Sequence[Later]) -> tuple[list[Later], list[tuple]]:
        """Calls that were not made yet, and how they cross, when those are made that were noted before them."""
        order, steps = steps_of(calls)
        if len(order) < len(self.noted):
            self._settle_others(order)
            order, steps = steps_of(calls)
        self.noted.clear()
        return order, steps

    def _settle_others(self, order: list[Later]) -> None:
        """Make the calls that were noted before, in an expression that has not come to its end."""
        mine = set(map(id, order))
        others = [call for call in self.noted if id(call) not in mine]
        self.noted = []
        for call in others:
            self.settle(call)

    def call_method(self, options: dict[str, Any] | None, target: Any, name: str, *arguments: Any) -> Any:
        """Look a method up and call it."""
        ready, self._ready = self._ready, None
        if ready is not None and name == "numpy" and is_instance(target) and not arguments and options is None:
            number, identity, kind, numbers = ready
            if number == self._asked and identity == own(target, "_tito_id"):
                self._check_sound()
                return self._value(kind, numbers)
        return self.ask("method", options, target, name, *arguments)

    def change(self, operation: str, *arguments: Any) -> None:
        """A question whose answer does not matter."""
        self.ask(operation, *arguments)

    def following(self, iterator: Any) -> Any:
        """The next item of an iterator; raises StopIteration."""
        kind, value = self._exchange("next", (iterator,))
        if kind == "stop":
            raise StopIteration(value)
        return self._value(kind, value)

    def signature(self, function: Any) -> Any:
        """The signature of a function."""
        return self._guarded(signature, self.ask("signature", function))

    def make(self, class_number: int, values: tuple) -> int:
        """A named tuple in the student's process, for the question that is being written; its number."""
        number = self.ask_for(int, "make", class_number, values)
        if number < 1:
            self.bad("a named tuple has no number")
        self._objects.let_go(number)
        return number

    def broken(self, sentence: str) -> NoReturn:
        """A rule was broken."""
        raise self._poison(BrokenRule(sentence))

    def bad(self, what: str) -> NoReturn:
        """The student's process gave an impossible answer."""
        raise self._poison(BadAnswer(what))

    def _poison(self, fault: BaseException) -> BaseException:
        if self.poisoned is None:
            self.poisoned = fault
        return fault

    def _guarded(self, read: Any, *arguments: Any) -> Any:
        """Read a part of an answer; whatever is wrong with it is a fault."""
        try:
            return read(*arguments)
        except Exception as error:
            self.bad(f"reading it met a {type(error).__name__}")
        except BaseException as fault:
            self._poison(fault)
            raise

    def _value(self, kind: str, value: Any) -> Any:
        if kind == "value":
            if not self._inside:
                self._fetched.note(value)
            return value
        if kind == "error":
            raise self._guarded(rebuilt, self, value)
        return self.bad(f"the answer {kind!r} belongs to another question")

    def _exchange(self, operation: str, arguments: tuple) -> tuple[str, Any]:
        """Ask one question: the kind of the answer, and the answer."""
        if self.noted:
            self._settle_others([])
        stream, inside, released = self._stream, self._inside, None
        if self.poisoned is not None or stream.buffered or self._unasked.poll(0):
            self._check_sound()
        if not inside:
            self._ready = None
            if (changed := self._fetched.changed()) is not None:
                self.broken(CHANGED.format(changed))
            released = self._objects.released()
        elif inside > _NESTED:
            self.bad("it needs answers within answers, without end")
        self._asked = number = self._asked + 1
        if number > self._caps.operations:
            self.broken(OPERATIONS.format(self._caps.operations))
        self._inside = inside + 1
        try:
            try:
                stream.send((number, released, operation, *arguments))
            except BaseException as fault:
                self._unsent(fault, released)
                raise
            return self._read(number)
        finally:
            self._inside = inside

    def _unsent(self, fault: BaseException, released: list[int] | None) -> None:
        """A question did not go. Raises TypeError if it held what cannot be handed over; then nothing was sent."""
        if self._stream.fault is not None or self.poisoned is not None:
            self._poison(fault)
            return
        for number in released or ():
            self._objects.let_go(number)
        if isinstance(fault, Unsendable):
            raise TypeError(str(fault)) from None

    def _read(self, number: int) -> tuple[str, Any]:
        """The answer to the question of that number."""
        try:
            answer = self._stream.receive()
            if type(answer) is not tuple or not 3 <= len(answer) <= 4 or type(answer[0]) is not int:
                raise BadAnswer("it has no number")
            if answer[0] != number:
                raise BadAnswer("it belongs to another question")
            kind = answer[1]
            if type(kind) is not str or kind not in _KINDS:
                raise BadAnswer("it is of no known kind")
            if len(answer) == 4:
                self._objects.shadow(_pairs(answer[3]))
            return kind, answer[2]
        except (WireError, BrokenRule) as fault:
            self._poison(fault)
            raise
        except Exception as error:  # memory or stack ran out while it was read
            self.bad(f"reading it met a {type(error).__name__}")
        except BaseException as fault:  # an interrupt: the answer may come later, for nobody
            self._poison(fault)
            raise

    def _check_sound(self) -> None:
        """Raises if the conversation is broken, or if something came that nobody asked for."""
        if self.poisoned is not None:
            raise BrokenRule(ENDED_BEFORE.format(type(self.poisoned).__name__)) from self.poisoned
        if self._stream.buffered or (self._unasked.poll(0) and not self._hung_up()):
            self.broken(UNASKED)

    def _hung_up(self) -> bool:
        """Whether what there is to read is the end; the stream itself will say so."""
        try:
            return not self._stream.sock.recv(1, _PEEK)
        except OSError:
            return True

    def _check_fetched(self, whole: bool = False) -> None:
        kind = self._fetched.changed(whole)
        if kind is not None:
            self.broken(CHANGED.format(kind))


def _told_of(call: Later, entry: Any) -> None:
    """Take in what became of a call: a value, an object with its numbers, or an exception, which is the last."""
    kind, *parts = entry if type(entry) is tuple and entry else (None,)
    if kind == "error" and len(parts) == 1:
        call.error = parts[0]
        return
    if kind == "value" and len(parts) == 1:
        call.value = parts[0]
    elif kind == "read":
        call.value, call.numbers = _with_numbers(tuple(parts))
    else:
        raise BadAnswer("a call has no result")
    call.settled = True


def _with_numbers(answer: Any) -> tuple[Any, tuple[str, Any]]:
    """An object, and what its `numpy()` gave or raised."""
    if type(answer) is not tuple or len(answer) != 3 or not is_instance(answer[0]):
        raise BadAnswer("an object did not come with its numbers")
    value, kind, numbers = answer
    if kind not in ("value", "error"):
        raise BadAnswer("an object did not come with its numbers")
    return value, (kind, numbers)


def _is_name(told: Any) -> bool:
    """Whether this is a name, and two numbers of an object."""
    return type(told) is tuple and list(map(type, told)) == [str, int, int] and min(told[1:]) >= 0


def _pairs(shadows: Any) -> list[tuple[int, list[str]]]:
    """Numbers of instances and the names that they hide, if they have that form."""
    if type(shadows) is not list or any(type(pair) is not tuple or len(pair) != 2 for pair in shadows):
        raise BadAnswer("hidden methods are not told as they are")
    for number, names in shadows:
        if type(number) is not int or type(names) is not list or any(type(name) is not str for name in names):
            raise BadAnswer("hidden methods are not told as they are")
    return shadows
