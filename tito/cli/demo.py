"""`tito demo`: a rehearsal of the whole way, from source notebooks to marks."""

import os
import time
from concurrent.futures import Executor
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tito.cli.console import error, out
from tito.cli.grade import grade_all
from tito.cli.progress import progress
from tito.course import Assignment, Course, CourseError
from tito.gradebook import marks, records
from tito.gradebook import page as pages
from tito.gradebook import report as reports
from tito.judge.executors import pool
from tito.rehearsal import outcome, stage
from tito.rehearsal.cohort import Synthetic, rehearse
from tito.rehearsal.expected import check
from tito.rehearsal.people import STUDENTS, behaviours

_SHOWN = 40  # rows of the table of who did what


def demo(
    into: Annotated[Path | None, typer.Option("--into", help="where; left out: demo/ in the course")] = None,
    workers: Annotated[int, typer.Option(min=1, help="processes that grade at once")] = os.cpu_count() or 1,
    students: Annotated[int, typer.Option(min=12, help="how many people hand something in")] = STUDENTS,
) -> None:
    """Rehearse the course: release all that is built, make up a cohort, grade it, and report."""
    began = time.monotonic()
    course = Course.find()
    course.check_sources()
    copy = stage.prepare(course, into or course.root / "demo")
    if not copy.built():
        raise CourseError("No assignment is built yet, so there is nothing to rehearse.")
    cohort = _play(course, copy, workers, students)
    faults = deviations(copy, cohort)
    page = copy.root / "reports" / "cohort.html"
    found = marks.read(records.url(copy.root), copy)
    pages.write(found, page)
    out.print(_who_did_what(cohort))
    reports.show(found, out)
    _say_what_next(copy.root, page, cohort[0].assignment)
    _conclude(cohort, faults, time.monotonic() - began)


def _play(course: Course, copy: Course, workers: int, students: int) -> list[Synthetic]:
    """Everything up to marks and feedback; says where it is."""
    rows = copy.built()
    releases: dict[str, Path] = {}
    with progress() as bar:
        task = bar.add_task("generating releases", total=len(rows))
        for row in rows:
            bar.update(task, description=f"generating {row.id}")
            releases[row.id] = stage.generate(copy, row)
            bar.advance(task)
    with pool(workers) as executor:
        return [one for row in rows for one in _one(course, copy, row, releases[row.id], executor, students)]


def _one(
    course: Course, copy: Course, row: Assignment, release: Path, executor: Executor, students: int
) -> list[Synthetic]:
    """One assignment: everybody's submissions, their marks and their feedback."""
    plan = behaviours(course, row, students)
    cohort = rehearse(course, row, release, copy.root / "submitted", course.policies.seed, plan)
    grade_all(copy, row, executor, feedback=True)
    return cohort


def deviations(copy: Course, cohort: list[Synthetic]) -> list[str]:
    """Every way in which marks differ from what the rehearsal knows, a sentence each."""
    db_url = records.url(copy.root)
    outcomes = {name: outcome.read(db_url, name) for name in {one.assignment for one in cohort}}
    faults = []
    for one in cohort:
        got = outcomes[one.assignment].get(one.student)
        sentences = check(one.expected, got) if got else ["it has neither a mark nor a verdict"]
        faults += [f"{one.student}, {one.assignment} ({one.behaviour.name}): {text}." for text in sentences]
    return faults


def _who_did_what(cohort: list[Synthetic]) -> Table:
    """What each person handed in, an assignment a column."""
    assignments = list(dict.fromkeys(one.assignment for one in cohort))
    habits = {(one.student, one.assignment): one.behaviour for one in cohort}
    students = list(dict.fromkeys(one.student for one in cohort))
    more = f"and {len(students) - _SHOWN} more" if len(students) > _SHOWN else None
    table = Table(title="What was handed in", caption=more)
    for heading in ("student", *(name.replace("_", "\n", 1) for name in assignments)):
        table.add_column(heading)
    for student in students[:_SHOWN]:
        theirs = [habits[student, name] for name in assignments]
        table.add_row(student, *(b.name + (", late" if b.late else "") for b in theirs))
    return table


def _say_what_next(root: Path, page: Path, assignment: str) -> None:
    """Where to look, and how to do the same with a real cohort."""
    here = _shown(root)
    number = assignment.partition("_")[0]
    out.print("\nWhere to look", style="bold")
    for line in (
        f"The page with all marks: {_shown(page)}",
        f"What a student reads: {here}/feedback/emeka/{assignment}/{assignment}.html",
        f"What a student got: {here}/release/{assignment}/{assignment}.ipynb",
        f"Written answers and doubtful cases: cd {here}, jupyter lab, then Formgrader in the menu Nbgrader",
        f"nbgrader's own commands work there, too: cd {here}, nbgrader autograde {assignment} --force",
        f"With real students: tito release {number}, nbgrader collect {assignment}, tito grade {number} --feedback, "
        "tito report",
        "The guides are in docs/.",
    ):
        out.print(f"  {line}", markup=False)


def _conclude(cohort: list[Synthetic], faults: list[str], seconds: float) -> None:
    """The last line; a rehearsal whose marks are not those that it must have fails."""
    for fault in faults:
        error(fault)
    minutes = f"{int(seconds) // 60} min {int(seconds) % 60} s"
    if faults:
        wrong = len({fault.partition(" (")[0] for fault in faults})
        error(f"{wrong} of {len(cohort)} submissions earned something else than they had to ({minutes}).")
        raise typer.Exit(1)
    out.print(f"\n{len(cohort)} submissions in {minutes}, and each earned exactly what it had to.")


def _shown(path: Path) -> str:
    """A path as one would type it: relative where it lies below the working directory."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
