"""Calls of the student's that are noted, and made together with the one that uses them: what rewritten cells call.

In the student's process they run in the order in which Python runs them, and the first that raises ends the question.
What the court itself calls, it calls at once, with the values.
"""

from collections.abc import Callable, Iterator, Sequence
from types import MethodType
from typing import Any

import numpy as np

from tito.checks.check import Check
from tito.judge.court.methods import Method
from tito.judge.court.standin import is_class, is_instance, own, remote_of, remote_of_class

_BATCH = 32  # calls of a comprehension that make one question
_HEAVY = 1 << 15  # bytes that count as one call more


class Later:
    """A call in the student's process that nobody has asked for yet.

    Attributes:
        step: operation, options, then the arguments as they cross.
        value: what it gave, once it is settled.
        read: whether `check.array` reads that.
        numbers: what its `numpy()` gave or raised, where that was read along.
        error: what is told of the exception that it raised, where others were made with it.
    """

    __slots__ = ("error", "numbers", "read", "remote", "settled", "step", "value")

    def __init__(self, remote: Any, *step: Any) -> None:
        self.remote, self.step = remote, step
        self.settled, self.value, self.read = False, None, False
        self.numbers: tuple[str, Any] | None = None
        self.error: Any = None
        remote.noted.append(self)


def later(function: Any, /, *arguments: Any, **options: Any) -> Any:
    """Note a call of the student's; any other is made."""
    remote = _remote_of(function)
    if remote is None:
        return function(*_settled(arguments), **options)
    return _noted(remote, function, arguments, options)


def now(function: Any, /, *arguments: Any, **options: Any) -> Any:
    """A call, with what was noted for its arguments."""
    found = later(function, *arguments, **options)
    return found.remote.settle(found) if type(found) is Later else found


def soon_read(function: Any, /, *arguments: Any, **options: Any) -> Any:
    """A call whose result `check.array` reads next."""
    found = later(function, *arguments, **options)
    if type(found) is not Later:
        return found
    found.read = True
    return found.remote.settle(found)


def method_later(target: Any, name: str, /, *arguments: Any, **options: Any) -> Any:
    """Note a call of a method of what was noted."""
    if type(target) is not Later:
        return later(getattr(target, name), *arguments, **options)
    return Later(target.remote, "method", options or None, target, name, *arguments)


def method_now(target: Any, name: str, /, *arguments: Any, **options: Any) -> Any:
    """Call a method of what was noted."""
    found = method_later(target, name, *arguments, **options)
    return found.remote.settle(found) if type(found) is Later else found


def reading(function: Any, value: Any, /, *arguments: Any, **options: Any) -> Any:
    """`check.array` of what was noted."""
    if type(value) is Later:
        value.read = _reads(function)
        value = value.remote.settle(value)
    return function(value, *arguments, **options)


_CONTAINERS = frozenset({Later, list, tuple, dict})


class Unread:
    """`check.array` of a call that was noted, in a comprehension that is not at its end."""

    __slots__ = ("arguments", "function", "options", "value")

    def __init__(self, function: Any, value: Any, /, *arguments: Any, **options: Any) -> None:
        self.function, self.value, self.arguments, self.options = function, value, arguments, options
        if type(value) is Later:
            value.read = _reads(function)

    def result(self) -> Any:
        """What it gives, or raises."""
        value = self.value
        if type(value) is Later:
            value = value.remote.settle(value)
        return self.function(value, *self.arguments, **self.options)


def all_read(found: Iterator[Unread], passed: Callable[[Any], Any]) -> list[Any]:
    """The results of a comprehension whose element is `check.array` of a call, with few questions.

    Args:
        found: its elements.
        passed: told of each that has returned.
    """
    results: list[Any] = []
    for batch in _batches(found):
        calls = [item.value for item in batch if type(item.value) is Later]
        if calls and all(call.read for call in calls):
            calls[0].remote.settle_reading(calls)
        results += [passed(item.result()) for item in batch]
    return results


def all_of(found: Iterator[Any]) -> list[Any]:
    """The elements of a comprehension, with few questions for those that were noted."""
    results: list[Any] = []
    for batch in _batches(found):
        results += together(batch)
    return results


def _batches(found: Iterator[Any]) -> Iterator[list[Any]]:
    """Elements in pieces of which each makes one question of a bearable size; what ends them, after the last."""
    batch: list[Any] = []
    weight = 0
    while True:
        try:
            batch.append(next(found))
        except StopIteration:
            break
        except BaseException:
            yield batch
            raise
        weight += 1 + _weight(batch[-1]) // _HEAVY
        if weight >= _BATCH:
            yield batch
            batch, weight = [], 0
    yield batch


def _weight(part: Any) -> int:
    """Bytes, roughly, of what was noted; where that is too much, any number that is."""
    kind = type(part)
    if kind is np.ndarray:
        return part.nbytes
    if kind is Unread:
        return _weight(part.value)
    inner = part.step if kind is Later else [*part.keys(), *part.values()] if kind is dict else part
    if kind not in _CONTAINERS:
        return len(part) if kind is str or kind is bytes else 8
    total = 8 * len(inner)
    for one in inner:
        if total >= _BATCH * _HEAVY:
            break
        total += _weight(one)
    return total


def together(display: Any) -> Any:
    """A tuple or list with what was noted in it."""
    found: list[Later] = []
    _look_for(display, found)
    if found:
        _settle_all(found)
    return _filled(display) if found else display


def steps_of(roots: Sequence[Later]) -> tuple[list[Later], list[tuple]]:
    """The calls that some calls need, these among them, in the order in which they run; and each as it crosses:
    operation, places, options, arguments, where `places` are pairs of an argument's place and the step it comes from.
    """
    order: list[Later] = []
    for root in roots:
        _collect(root, order)
    numbers = {id(call): number for number, call in enumerate(order)}
    return order, [_crossing(call, numbers) for call in order]


def _collect(call: Later, order: list[Later]) -> None:
    for part in call.step[2:]:
        if type(part) is Later and not part.settled:
            _collect(part, order)
    if not call.settled:
        order.append(call)


def _crossing(call: Later, numbers: dict[int, int]) -> tuple:
    operation, options, *arguments = call.step
    places: list[int] = []
    for place, part in enumerate(arguments):
        if type(part) is Later:
            if part.settled:
                arguments[place] = part.value
            else:
                places += place, numbers[id(part)]
                arguments[place] = None
    return operation, places, options, *arguments


def _noted(remote: Any, function: Any, arguments: tuple, options: dict[str, Any]) -> Later:
    if type(function) is Method:
        target, name = own(function, "_target"), own(function, "_name")
        return Later(remote, "method", options or None, target, name, *arguments)
    return Later(remote, "call", options or None, function, *arguments)


def _remote_of(function: Any) -> Any:
    """The connection of something of the student's that can be called."""
    if type(function) is Method:
        return own(function, "_remote")
    if is_class(function):
        return remote_of_class(function)
    return remote_of(function) if is_instance(function) and callable(function) else None


def _reads(function: Any) -> bool:
    """Whether a function is `check.array`, which begins with an object's `numpy()`."""
    return type(function) is MethodType and function.__func__ is Check.array


def _settled(arguments: tuple) -> Iterator[Any]:
    """Arguments for a call of the court's own."""
    waiting = [part for part in arguments if type(part) is Later]
    if waiting:
        _settle_all(waiting)
    return (part.value if type(part) is Later else part for part in arguments)


def _settle_all(calls: Sequence[Later]) -> None:
    if len({id(call.remote) for call in calls}) == 1:
        calls[0].remote.settle_all(calls)
    for call in calls:
        call.remote.settle(call)


def _look_for(display: Any, found: list[Later]) -> None:
    for part in display:
        if type(part) is Later:
            found.append(part)
        elif type(part) in (tuple, list):
            _look_for(part, found)


def _filled(part: Any) -> Any:
    if type(part) is Later:
        return part.value
    if type(part) is tuple:
        return tuple(map(_filled, part))
    if type(part) is list:
        part[:] = map(_filled, part)
    return part
