"""Calls of the student's that are noted, and made together with the one that uses them: what rewritten cells call.

In the student's process they run in the order in which Python runs them, and the first that raises ends the question.
What the court itself calls, it calls at once, with the values.
"""

from collections.abc import Iterator, Sequence
from types import MethodType
from typing import Any

from tito.checks.check import Check
from tito.judge.court.methods import Method
from tito.judge.court.standin import is_class, is_instance, own, remote_of, remote_of_class


class Later:
    """A call in the student's process that nobody has asked for yet.

    Attributes:
        step: operation, options, then the arguments as they cross.
        value: what it gave, once it is settled.
    """

    __slots__ = ("remote", "settled", "step", "value")

    def __init__(self, remote: Any, *step: Any) -> None:
        self.remote, self.step = remote, step
        self.settled, self.value = False, None
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
    return found.remote.settle(found, read=True) if type(found) is Later else found


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
        read = type(function) is MethodType and function.__func__ is Check.array
        value = value.remote.settle(value, read)
    return function(value, *arguments, **options)


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
