"""The student's objects that a test knows by number."""

import builtins
from collections.abc import Callable, Iterable
from typing import Any

from tito.judge.wire import Handle
from tito.judge.wire.identity import identity

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

CLASS = 0  # the class id of a handle that is itself a class


class Handles:
    """Numbers for objects, and the objects for the numbers. An object is held until the other side lets it go."""

    def __init__(self, met: Callable[[int, Any], None]) -> None:
        """`met` is told of each instance that gets a number."""
        self._objects: dict[int, Any] = {}
        self._keys: dict[int, tuple[int, int]] = {}
        self._numbers: dict[tuple[int, int], int] = {}
        self._next = 1
        self._met = met

    def handle_for(self, value: Any) -> Handle:
        """The handle of an object: the same one each time, as long as it is held."""
        cls = type(value)
        if issubclass(cls, type):
            return Handle(self.number(value), CLASS)
        class_id = self._numbers.get((identity(cls), identity(type(cls)))) or self.number(cls)
        # By identity: a dictionary keyed by objects would ask the student's class for a hash. With the class,
        # because what has changed its class is another thing to the test.
        known = self._numbers.get((identity(value), identity(cls)))
        if known is None:
            known = self.number(value)
            self._met(known, value)
        return Handle(known, class_id)

    def number(self, value: Any) -> int:
        """The number of an object, a new one if it has none."""
        key = (identity(value), identity(type(value)))
        number = self._numbers.get(key)
        if number is None:
            number, self._next = self._next, self._next + 1
            self._numbers[key], self._keys[number], self._objects[number] = number, key, value
        return number

    def object_for(self, handle: Handle) -> Any:
        """The object of a handle; KeyError if there is none."""
        return self._objects[handle.id]

    def of(self, number: int) -> Any:
        """The object of a number; KeyError if there is none."""
        return self._objects[number]

    def release(self, numbers: Iterable[int]) -> None:
        """Let go of objects that the other side has forgotten."""
        for number in numbers:
            if number in self._objects:
                del self._numbers[self._keys.pop(number)], self._objects[number]
