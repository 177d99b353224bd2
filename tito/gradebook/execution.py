"""How the submissions of an assignment were run: by which engine, in how strong a sandbox, and why not by the judge."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tito.gradebook.kinds import STOCK, Kind
from tito.gradebook.marks import AssignmentMarks, Mark

_ENGINES = {"judge": "the judge", "stock": "nbgrader's own Execute"}
_LEVELS = ("namespaces", "pod", "none")  # strongest first
_WEAKER = {
    "pod": "the container around the grader is the sandbox, and submissions in it are not kept apart",
    "none": "there is no sandbox, and a submission can do what the user that grades can do",
}


@dataclass(frozen=True)
class Execution:
    """Counts of an assignment's submissions; one of several notebooks may have several engines, joined by commas.

    Attributes:
        engines: engine -> submissions.
        levels: level of the sandbox -> submissions.
        stock: why the judge did not run them -> submissions.
        unknown: marked, and by what was not recorded.
    """

    engines: dict[str, int]
    levels: dict[str, int]
    stock: dict[str, int]
    unknown: int

    def sentence(self) -> str:
        """All of it on one line; empty where nothing ran."""
        if not (self.engines or self.unknown):
            return ""
        said = [f"{count} by {_names(engines)}" for engines, count in self.engines.items()]
        said += [f"{self.unknown} in a way that was not recorded"] if self.unknown else []
        why = f" ({'; '.join(self.stock)})" if self.stock else ""
        levels = ", ".join(f"{level} for {count}" for level, count in self.levels.items())
        return f"Run: {', '.join(said)}{why}.{f' Sandbox: {levels}' if levels else ''}{self._weaker()}"

    def _weaker(self) -> str:
        """What a level below the strongest means."""
        there = {part for level in self.levels for part in level.split(", ")}
        said = "; ".join(f"at level {level}, {_WEAKER[level]}" for level in _LEVELS if level in there & _WEAKER.keys())
        return f". Weaker than it should be: {said}." if said else "." if self.levels else ""


def execution(one: AssignmentMarks) -> Execution:
    """Count how an assignment's submissions were run."""
    ran = [mark for mark in one.marks if mark.engine]
    unknown = sum(mark.graded and not mark.engine and mark.kind is not Kind.NOT_GRADABLE for mark in one.marks)
    why = (reason for mark in ran for reason in _stock(mark))
    return Execution(
        _counted(mark.engine for mark in ran), _counted(mark.level for mark in ran), _counted(why), unknown
    )


def _stock(mark: Mark) -> list[str]:
    return [reason.removeprefix(STOCK) for reason in mark.reasons if reason.startswith(STOCK)]


def _counted(names: Iterable[str]) -> dict[str, int]:
    """Counts in the order of the alphabet, so that two reports of the same marks are the same."""
    return dict(sorted(Counter(names).items()))


def _names(engines: str) -> str:
    return " and ".join(_ENGINES.get(name, name) for name in engines.split(", "))
