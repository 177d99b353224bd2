"""Lists, dictionaries and sets that came from the student's process: a change would be lost, so it is a fault."""

import operator
import sys
from collections import deque
from typing import Any

_KINDS = frozenset({list, dict, set})
CONTAINERS = frozenset({list, dict, set, tuple, frozenset})
_CREDIT = 40  # items looked at for each question, on average
_HELD_HERE = 3  # references to a container while it is checked: the record, the local name, getrefcount's own


class Fetched:
    """Containers as they were when they came.

    Each is looked at again while anything holds it, and a last time when nothing does any more. Before a question
    only so many are looked at that the work stays in proportion; `changed(whole=True)` looks at all.
    """

    def __init__(self) -> None:
        self._records: deque[tuple[Any, tuple]] = deque()
        self._credit = 0

    def note(self, value: Any) -> None:
        """Remember the containers in a value that has just come."""
        if type(value) not in CONTAINERS:
            return
        if type(value) in _KINDS:
            self._records.append((value, _items(value)))
            self._credit += 8 + len(value)
        for item in _inner(value):
            if type(item) in CONTAINERS:
                self.note(item)

    def changed(self, whole: bool = False) -> str | None:
        """The kind of a container that is not as it came, or None."""
        self._credit = sys.maxsize if whole else min(self._credit + _CREDIT, 1 << 20)
        if not self._records:
            return None
        for _ in range(len(self._records)):
            cost = 8 + len(self._records[0][1])
            if cost > self._credit:
                break
            self._credit -= cost
            container, items = self._records.popleft()
            if not _same(container, items):
                return type(container).__name__
            del items
            if sys.getrefcount(container) >= _HELD_HERE:
                self._records.append((container, _items(container)))
        return None


def _inner(value: Any) -> Any:
    return value.values() if type(value) is dict else value


def _items(container: Any) -> tuple:
    """What is in it, in order: keys, then values, of a dictionary."""
    return (*container.keys(), *container.values()) if type(container) is dict else tuple(container)


def _same(container: Any, items: tuple) -> bool:
    """Whether the very same objects are in it; their `==` is not asked."""
    now = _items(container)
    return len(now) == len(items) and all(map(operator.is_, now, items))
