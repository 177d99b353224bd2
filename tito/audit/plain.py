"""The gates of blank, reference and bank without the judge: every version in a plain process of its own.

`make test` holds all assignments to them at each change, where the judge would take many times as long; `tito audit`
asks the judge.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tito import notebook as nb
from tito import package
from tito.audit import bank, runner
from tito.audit.gates import BROKEN, Gate, bank_gates, everything_passes, nothing_passes
from tito.course import Assignment, Course
from tito.notebook import SOLUTION, Cell, Notebook, Role

CELL_SECONDS = 30
_CODE = (Role.PROVIDED, Role.EXERCISE, Role.TEST)


def audit(course: Course, assignment: Assignment, work: Path, workers: int = 2, seed: int = 0) -> list[Gate]:
    """Run the gates of one assignment that need no mutant.

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
        nothing_passes("blank", source, answers["blank"]),
        *([nothing_passes("no package", source, answers["no package"])] if imports else []),
        everything_passes("reference", {"reference": answers["reference"]}),
        *bank_gates(source, found, answers),
    ]


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
    (folder / package.PACKAGE / "__init__.py").write_text(BROKEN)
