"""The first gates of design section 7: blank, reference, package that does not import, right and wrong bank."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tito import notebook as nb
from tito import package
from tito.audit import bank, runner
from tito.course import Assignment, Course
from tito.notebook import SOLUTION, Cell, Notebook, Role

CELL_SECONDS = 30
_CODE = (Role.PROVIDED, Role.EXERCISE, Role.TEST)
_BROKEN = 'raise ImportError("this package was broken on purpose")\n'


@dataclass(frozen=True)
class Gate:
    """How one gate ended: what it looked at, and a sentence for each thing that is wrong."""

    name: str
    looked_at: int
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.looked_at > 0 and not self.faults


def audit(course: Course, assignment: Assignment, work: Path, workers: int = 2, seed: int = 0) -> list[Gate]:
    """Run every gate of one assignment.

    Args:
        work: an empty folder for the packages that the notebooks import.
    """
    source = nb.read_source(course.source(assignment), assignment.points.total)
    found = bank.entries(course.root / "bank" / assignment.id)
    package.write(package.prefix(course, assignment), work / "reference")
    _write_broken(work / "broken")
    versions: dict[str, dict[str, Any]] = {
        "blank": _job(source, work / "reference", seed, cleared=True),
        "reference": _job(source, work / "reference", seed),
        "no package": _job(source, work / "broken", seed),
    }
    versions |= {e.name: _job(source, work / "reference", seed, changed=e.cells) for e in found}
    answers = dict(zip(versions, runner.run(list(versions.values()), workers), strict=True))
    imports = bool(course.prerequisites(assignment))
    return [
        _nothing_passes("blank", source, answers["blank"]),
        *([_nothing_passes("no package", source, answers["no package"])] if imports else []),
        _everything_passes("reference", {"reference": answers["reference"]}),
        _right_gate(source, [e for e in found if e.right], answers),
        _wrong_gate(source, [e for e in found if not e.right], answers),
        _coverage_gate(source, found),
    ]


def reference_under_seeds(
    course: Course, assignment: Assignment, work: Path, seeds: Iterable[int], workers: int = 2
) -> list[str]:
    """What the reference fails under other seeds of the tests' random inputs; empty when nothing."""
    source = nb.read(course.source(assignment))
    package.write(package.prefix(course, assignment), work / "reference")
    numbers = list(seeds)
    answers = runner.run([_job(source, work / "reference", seed) for seed in numbers], workers)
    named = {f"seed {seed}": answer for seed, answer in zip(numbers, answers, strict=True)}
    return list(_everything_passes("reference", named).faults)


def _job(
    source: Notebook, stack: Path, seed: int, cleared: bool = False, changed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    cells = [
        {"id": _name(cell), "source": _text(cell, cleared, changed or {})}
        for cell in source.by_role(*_CODE)
        if cell.is_code
    ]
    return {"cells": cells, "stack": str(stack), "seed": seed, "cell_seconds": CELL_SECONDS}


def _text(cell: Cell, cleared: bool, changed: Mapping[str, str]) -> str:
    if cell.grade_id in changed:
        return changed[cell.grade_id]
    if cleared and cell.role is Role.EXERCISE:
        return nb.cleared(cell.source)
    return nb.unmarked(cell.source, SOLUTION)


def _name(cell: Cell) -> str:
    return cell.grade_id or f"cell-{cell.index}"


def _write_broken(folder: Path) -> None:
    (folder / package.PACKAGE).mkdir(parents=True)
    (folder / package.PACKAGE / "__init__.py").write_text(_BROKEN)


def _nothing_passes(name: str, source: Notebook, answer: Mapping[str, str | None]) -> Gate:
    tests = list(source.by_role(Role.TEST))
    passed = [t for t in tests if answer[_name(t)] is None]
    return Gate(name, len(tests), tuple(f"{t} gives {t.points:g} points for nothing" for t in passed))


def _everything_passes(name: str, answers: Mapping[str, Mapping[str, str | None]]) -> Gate:
    faults = [
        f"{entry}: {cell_id} fails: {message}"
        for entry, answer in answers.items()
        for cell_id, message in answer.items()
        if message is not None
    ]
    return Gate(name, len(answers), tuple(faults))


def _right_gate(
    source: Notebook, right: list[bank.Entry], answers: Mapping[str, Mapping[str, str | None]]
) -> Gate:
    passed = _everything_passes("right bank", {entry.name: answers[entry.name] for entry in right})
    unknown = [fault for entry in right for fault in _unknown_exercises(source, entry)]
    return replace(passed, faults=(*unknown, *passed.faults))


def _unknown_exercises(source: Notebook, entry: bank.Entry) -> list[str]:
    """A misspelt name would leave the reference in place, which passes everything."""
    exercises = {cell.grade_id for cell in source.by_role(Role.EXERCISE)}
    return [f"{entry.name}: no exercise '{name}'" for name in entry.cells if name not in exercises]


def _wrong_gate(
    source: Notebook, wrong: list[bank.Entry], answers: Mapping[str, Mapping[str, str | None]]
) -> Gate:
    faults = [fault for entry in wrong for fault in _blame(source, entry, answers[entry.name])]
    return Gate("wrong bank", len(wrong), tuple(faults))


def _blame(source: Notebook, entry: bank.Entry, answer: Mapping[str, str | None]) -> list[str]:
    """The right test fails, its message names the symptom, and no test fails that has nothing to do with it."""
    tests = {_name(t): t for t in source.by_role(Role.TEST)}
    faults = [f"{entry.name}: no test cell '{name}'" for name in entry.fails if name not in tests]
    faults += _unknown_exercises(source, entry)
    for name in (n for n in entry.fails if n in tests):
        message = answer[name]
        if message is None:
            faults.append(f"{entry.name}: {name} passes, and must fail")
        elif entry.symptom.lower() not in message.lower():
            faults.append(f"{entry.name}: {name} does not say '{entry.symptom}': {message}")
    for name, test in tests.items():
        concerned = set(entry.cells) & {*test.tests, *test.needs}
        if answer[name] is not None and not concerned:
            faults.append(f"{entry.name}: {name} fails, and neither tests nor needs it: {answer[name]}")
    return faults


def _coverage_gate(source: Notebook, entries: list[bank.Entry]) -> Gate:
    """Every exercise has two labelled misconceptions."""
    exercises = [c.grade_id for c in source.by_role(Role.EXERCISE)]
    count = {e: sum(e in entry.cells for entry in entries if not entry.right) for e in exercises}
    faults = [f"exercise '{e}' has {n} wrong entries, and needs two" for e, n in count.items() if n < 2]
    return Gate("bank covers every exercise", len(exercises), tuple(faults))
