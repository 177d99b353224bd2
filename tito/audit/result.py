"""What came of one version of a notebook: which tests passed, and what the others said."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from tito.feedback.messages import message
from tito.judge.hearing import name_of
from tito.judge.job import Cell, Job, Outcome
from tito.judge.work import added
from tito.notebook import NotebookError


@dataclass(frozen=True)
class Result:
    """One version, run once.

    Attributes:
        passed: for each test that was held, by grade_id.
        said: for each test that failed, its error with its whole text.
        shown: for each test that failed, what a student reads of it.
        reached: for each test the lines of the checks that held.
        unsupported: for each test that the judge cannot hold, why.
        cells: cells of the notebook that raised, by grade_id or place: name and text of the error.
        seconds: CPU seconds of all processes together.
    """

    passed: Mapping[str, bool]
    said: Mapping[str, str]
    shown: Mapping[str, str]
    reached: Mapping[str, list[int]]
    unsupported: Mapping[str, str]
    cells: Mapping[str, str]
    seconds: float

    @property
    def failed(self) -> frozenset[str]:
        """The tests that failed."""
        return frozenset(name for name, passed in self.passed.items() if not passed)

    def parts(self) -> dict[str, "Result"]:
        """What came of each test; the time shared among them."""
        return {name: self._only(name) for name in self.passed}

    def _only(self, name: str) -> "Result":
        def chosen(every: Mapping[str, Any]) -> dict[str, Any]:
            return {key: value for key, value in every.items() if key == name}

        return Result(
            chosen(self.passed), chosen(self.said), chosen(self.shown), chosen(self.reached), chosen(self.unsupported),
            self.cells, round(self.seconds / len(self.passed), 4),
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Iterable["Result"]) -> "Result":
        """One version again, from its parts."""
        every = list(parts)

        def merged(name: str) -> dict[str, Any]:
            return {key: value for part in every for key, value in getattr(part, name).items()}

        maps = [merged(one.name) for one in fields(cls) if one.name != "seconds"]
        return cls(*maps, round(sum(part.seconds for part in every), 4))

    def as_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def result_of(job: Job, outcome: Outcome) -> Result:
    """What an audit has to know of a run."""
    said, shown, cells = {}, {}, {}
    for number, cell in enumerate(job.cells, start=1):
        errors = [one for one in outcome.outputs.get(cell.index, []) if one["output_type"] == "error"]
        text = f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else ""
        name = name_of(cell)
        if cell.kind != "test":
            cells |= {name: text} if errors else {}
        elif not outcome.passed[name]:
            said[name] = text or "TestNotPassed: a check that held for the reference was not made"
            shown[name] = _shown(cell, errors[-1], number) if errors else said[name]
    return Result(
        dict(outcome.passed), said, shown, {name: sorted(lines) for name, lines in outcome.reached.items()},
        dict(outcome.unsupported), cells, round(sum(added([outcome.seconds]).values()), 4),
    )  # fmt: skip


def _shown(cell: Cell, error: Mapping[str, Any], number: int) -> str:
    try:
        return message(cell.source, error, number)
    except NotebookError:  # marks of hidden tests that do not pair, in an assignment of somebody else's
        return ""
