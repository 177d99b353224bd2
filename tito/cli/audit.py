"""`tito audit`: the tests of an assignment, tested."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tito.audit import gates
from tito.cli.console import out
from tito.course import Assignment, Course, CourseError


def audit(
    assignment: Annotated[str | None, typer.Argument(help="1, 01 or 01_tensor")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every assignment that is built")] = False,
    seed: Annotated[int, typer.Option(help="seed of the tests' random inputs")] = 0,
) -> None:
    """Run the blank, the reference and the bank of an assignment against its tests."""
    course = Course.find()
    if (assignment is None) == (not everything):
        raise CourseError("Say which assignment to audit, such as tito audit 01, or tito audit --all.")
    rows = course.built() if everything else [course.require_built(assignment or "")]
    passed = [_audit(course, row, seed) for row in rows]  # all of them, also after one that fails
    if not all(passed):
        raise typer.Exit(1)


def _audit(course: Course, row: Assignment, seed: int) -> bool:
    """Audit one assignment and print how each gate ended; whether all passed."""
    with tempfile.TemporaryDirectory(prefix="tito-audit-") as work:
        results = gates.audit(course, row, Path(work), seed=seed)
    table = Table(title=f"Audit of {row.id}")
    for column in ("gate", "looked at", "result"):
        table.add_column(column, justify="right" if column == "looked at" else "left")
    for gate in results:
        verdict = "passed" if gate.passed else f"{len(gate.faults)} faults" if gate.faults else "nothing to look at"
        table.add_row(gate.name, str(gate.looked_at), verdict)
    out.print(table)
    for gate in results:
        for fault in gate.faults:
            out.print(f"{gate.name}: {fault}", markup=False)
    return all(gate.passed for gate in results)
