"""The stand-ins of one conversation: one for each of the student's objects, for as long as the test holds it."""

import weakref
from collections.abc import Iterator
from typing import Any

from tito.judge.court.classes import Classes
from tito.judge.court.errors import HANDLES, BadAnswer
from tito.judge.court.limits import Caps
from tito.judge.court.mirror import shadow
from tito.judge.court.named_tuples import is_named_tuple_class
from tito.judge.court.standin import Mirrored, own, own_of_class
from tito.judge.wire import Handle

_CLASS = 0


class _Entry(weakref.ref):
    """A stand-in, held weakly, with its number."""

    __slots__ = ("number",)


class Objects:
    """Stand-ins by number."""

    def __init__(self, remote: Any, caps: Caps) -> None:
        self._remote, self._most = remote, caps.handles
        self.classes = Classes(remote, caps.classes)
        self._entries: dict[int, _Entry] = {}
        self._gone: list[int] = []

    def object_for(self, handle: Handle) -> Any:
        """The stand-in of a handle, the same one as long as it is held."""
        entry = self._entries.get(handle.id)
        value = None if entry is None else entry()
        if value is not None and own(value, "_tito_class") == handle.class_id != _CLASS:
            return value
        try:
            return self._other(handle, value)
        except Exception as error:  # whatever was asked on the way, an answer cannot be read by raising
            raise BadAnswer(f"an object met a {type(error).__name__}") from error

    def _other(self, handle: Handle, value: Any) -> Any:
        """A class, or the stand-in of an object that has none; `value` is the one that has its number."""
        if handle.class_id == _CLASS:
            return self.classes.get(handle.id)
        if value is not None:
            raise BadAnswer("an object has changed its class under the same number")
        return self._new(handle)

    def _new(self, handle: Handle) -> Any:
        cls = self.classes.get(handle.class_id)
        if is_named_tuple_class(cls):
            return self._named_tuple(cls, handle)
        if not issubclass(type(cls), Mirrored) or handle.id < 1:
            raise BadAnswer("an object has no class")
        if len(self._entries) >= self._most:
            self._remote.broken(HANDLES.format(self._most))
        return self._made(cls, handle.id)

    def _made(self, cls: type, number: int) -> Any:
        value = own_of_class(cls, "__new__")(cls)
        object.__setattr__(value, "_tito_id", number)
        entry = self._entries[number] = _Entry(value, self._forget)
        entry.number = number
        return value

    def held(self, number: int, class_id: int) -> Any:
        """The stand-in of an object whose numbers were told."""
        return self.object_for(Handle(number, class_id))

    def _named_tuple(self, cls: type, handle: Handle) -> tuple:
        items = self._remote.ask_for(tuple, "items", handle)
        self.let_go(handle.id)
        if len(items) != len(cls._fields):
            raise BadAnswer("a named tuple has more or fewer items than fields")
        return tuple.__new__(cls, items)

    def let_go(self, number: int) -> None:
        """Release an object for which there is no stand-in."""
        self._gone.append(number)

    def _forget(self, entry: _Entry) -> None:
        # Called whenever Python likes, so it only takes notes. An entry that was replaced by a younger stand-in of
        # the same object is not the one to let go.
        if self._entries.get(entry.number) is entry:
            del self._entries[entry.number]
            self._gone.append(entry.number)

    def released(self) -> list[int] | None:
        """Numbers that nothing holds any more, each told once; None if there are none."""
        if not self._gone:
            return None
        gone, self._gone = self._gone, []
        return sorted({number for number in gone if number not in self._entries}) or None

    def shadow(self, pairs: Iterator[tuple[int, list[str]]]) -> None:
        """Note which instances hide methods of their class."""
        for number, names in pairs:
            entry = self._entries.get(number)
            value = None if entry is None else entry()
            if value is not None:
                shadow(value, names)
