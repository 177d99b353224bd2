"""What the students' commands share: the folder, tables, JSON, and what a run of tests looks like."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.table import Table

from tito.cli.console import err, error, out
from tito.course import Assignment
from tito.course.rules import listed
from tito.progress import blame
from tito.progress.desk import Desk
from tito.progress.standing import Student
from tito.progress.testing import Result, State, Tested

AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document and nothing else")]
ModuleName = Annotated[str, typer.Argument(help="1, 01, 01_tensor or tensor")]
MilestoneName = Annotated[str, typer.Argument(help="1, m01, m01_perceptron or perceptron")]

_STYLES = {
    "passed": "green", "failed": "red", "not written": "yellow", "not run": "red",
    "completed": "green", "reached": "green", "reference": "cyan", "in progress": "yellow", "changed since": "yellow",
    "exported, tests fail": "red", "run, tests fail": "red", "unreadable": "red", "planned": "dim",
    "not fetched": "dim", "locked": "dim",
}  # fmt: skip


def student(anywhere: bool = False) -> Student:
    """The student whose folder we are in; says so where their record had to be rebuilt."""
    found = Student(Desk.anywhere() if anywhere else Desk.find())
    if found.note:
        error(found.note)
    return found


def document(data: Any) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(data, indent=2))


def table(*columns: str, title: str | None = None) -> Table:
    """An empty table in the commands' one style."""
    made = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        made.add_column(column, no_wrap=column in ("module", "milestone", "path", "no.", "year"))
    return made


def styled(state: str) -> str:
    """A state in its colour."""
    style = _STYLES.get(state)
    return f"[{style}]{state}[/{style}]" if style else state


def say(text: str = "") -> None:
    """One line, as it is."""
    out.print(text, markup=False)


def waiting(text: str) -> Any:
    """A sign of life on a terminal while something runs; nothing elsewhere."""
    return err.status(text)


def show_tests(row: Assignment, tested: Tested) -> None:
    """How many tests passed, then those that did not, each with what was said."""
    say(f"{row.id}: {tested.passed} of {len(tested.results)} visible tests pass.")
    unwritten = [result for result in tested.results if result.state is State.NOT_WRITTEN]
    for result in tested.failing:
        exercises = f", of {listed(result.tests)}" if result.tests else ""
        out.print(f"\n  [red]{result.name}[/red]{exercises} ({_points(result)}): {result.state}")
        for line in result.message.splitlines():
            say(f"    {line}")
    if unwritten:
        out.print(f"\n  [yellow]Not written yet[/yellow], {len(unwritten)} tests wait:")
        for result in unwritten:
            say(f"    {result.name}: {result.message}")
    for note in tested.notes:
        say(f"\n  Note: {note}.")


def _points(result: Result) -> str:
    return f"{result.points:g} {'point' if result.points == 1 else 'points'}"


def show_blame(report: blame.Report) -> None:
    """Which earlier module is to blame."""
    say("\nOn your own stack:")
    for suspect in report.suspects:
        say(f"  {suspect.module}: {suspect.why}.")
    say(f"  {report.sentence if not report.suspects else f'Look at {report.suspects[0].module} first.'}")


def blamed(desk: Desk, row: Assignment, tested: Tested) -> blame.Report | None:
    """Who is to blame for what failed; None where nothing did."""
    if not tested.failing:
        return None
    with waiting("looking at the earlier modules") as status:
        return blame.report(desk, row, tested, lambda name: status.update(f"looking at {name}"))


def tests_data(row: Assignment, tested: Tested, report: blame.Report | None) -> dict[str, Any]:
    """A run of tests as data."""
    return {
        "assignment": row.id,
        "passed": tested.passed,
        "tests": [
            {
                "name": r.name, "state": r.state.value, "points": r.points, "tests": list(r.tests),
                "message": r.message, "below": list(r.below),
            }
            for r in tested.results
        ],
        "notes": list(tested.notes),
        "blame": None if report is None else {
            "suspects": [{"module": s.module, "why": s.why, "certain": s.certain} for s in report.suspects],
            "looked_at": list(report.looked_at),
            "says": report.sentence,
        },
    }  # fmt: skip


def plural(count: int, one: str) -> str:
    """1 module, 2 modules."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def hours(count: float) -> str:
    """1 hour, 2.5 hours."""
    return f"{count:g} {'hour' if count == 1 else 'hours'}"


def ids(rows: Sequence[Assignment]) -> list[str]:
    """The ids of rows."""
    return [row.id for row in rows]
