"""What a test cell notes while it runs: checks that held, values compared last, the value of its last expression."""

import ast
import operator
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from tito.checks.show import ATOMS, ITEMS, shown
from tito.checks.values import SCALAR_TYPES
from tito.judge.court import later as calls
from tito.judge.court.instrumenting import Choice, Condition

_LONGEST = 300  # characters of an assertion in a message
_DEPTH = 4  # containers inside each other that a message shows
_COMPARE: dict[str, Callable[[object, object], object]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "is": operator.is_, "is not": operator.is_not,
    "in": lambda item, items: item in items, "not in": lambda item, items: item not in items,
}  # fmt: skip


class Recorder:
    """Notes for one run of one test cell.

    Attributes:
        reached: lines of the checks that held.
        last: the value of the cell's last expression.
    """

    later, now, soon_read = map(staticmethod, (calls.later, calls.now, calls.soon_read))
    method_later, method_now = staticmethod(calls.method_later), staticmethod(calls.method_now)
    reading, together = staticmethod(calls.reading), staticmethod(calls.together)
    unread, all_of = calls.Unread, staticmethod(calls.all_of)

    def __init__(self, source: str, asserted: Sequence[Condition], choices: Sequence[Choice]) -> None:
        self._source, self._asserted, self._choices = source, asserted, choices
        self._compared: tuple[str, object, object] | None = None
        self.reached: set[int] = set()
        self.last: object = None
        self.note = self.reached.add

    def passed(self, line: int, value: object) -> object:
        """Note a check that has returned; gives back what it returned."""
        self.reached.add(line)
        return value

    def all_read(self, line: int, found: Iterator[calls.Unread]) -> list[object]:
        """The results of a comprehension of `check.array`, each of them noted."""
        return calls.all_read(found, partial(self.passed, line))

    def value(self, value: object) -> None:
        """Keep the value of the last expression."""
        self.last = value

    def compare(self, symbol: str, left: object, right: object) -> object:
        """Compare as Python does, and remember what was compared."""
        result = _COMPARE[symbol](left, right)
        self._compared = symbol, left, right
        return result

    def told(self, number: int) -> str:
        """The message of an assertion that failed and has none: both values if they are plain, else its source."""
        condition = self._asserted[number]
        if condition.compares and self._compared is not None:
            symbol, left, right = self._compared
            if _plain(left) and _plain(right):
                return f"assert {shown(left)} {symbol} {shown(right)}"
        segment = ast.get_source_segment(self._source, condition)  # type: ignore[arg-type]
        text = " ".join((segment or "").split())
        return f"assert {text if len(text) <= _LONGEST else text[: _LONGEST - 3] + '...'}"

    def lines(self) -> frozenset[int]:
        """Lines of the checks that held. Of two branches that both check, the one taken counts for the other."""
        lines = set(self.reached)
        for first, second in self._choices:
            if not self.reached & first and self.reached & second:
                lines |= first
            elif self.reached & first and not self.reached & second:
                lines |= second
        return frozenset(lines)

    def forget(self) -> None:
        """Let go of values."""
        self._compared = self.last = None


def _plain(value: object, depth: int = _DEPTH) -> bool:
    """Whether a value can be shown without asking anything of the student's."""
    kind = type(value)
    if kind in ATOMS or kind in SCALAR_TYPES:
        return True
    if kind is np.ndarray:
        return not value.dtype.hasobject
    if depth == 0:
        return False
    if issubclass(kind, dict):
        items = [*dict.keys(value)][:ITEMS] + [*dict.values(value)][:ITEMS]
        return all(_plain(item, depth - 1) for item in items)
    for base in (list, tuple, set, frozenset):
        if issubclass(kind, base):
            return all(_plain(item, depth - 1) for item in [*base.__iter__(value)][:ITEMS])
    return False
