"""`tito grade`: a cohort from submissions to marks."""

import os
from collections import Counter
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tito.cli.console import error, out
from tito.course import Assignment, Course
from tito.gradebook import marks, records, report
from tito.gradebook.verdicts import Kind, Verdict
from tito.judge import cohort


def grade(
    assignment: Annotated[str, typer.Argument(help="1, 01 or 01_tensor")],
    again: Annotated[bool, typer.Option("--again", help="grade unchanged submissions, too")] = False,
    feedback: Annotated[bool, typer.Option("--feedback", help="write feedback for each, too")] = False,
    workers: Annotated[int, typer.Option(min=1, help="processes that grade at once")] = os.cpu_count() or 1,
) -> None:
    """Grade every submission of an assignment into the gradebook; can be interrupted and run again."""
    course = Course.find()
    row = course.require_built(assignment)
    with cohort.pool(workers) as executor:
        show(row, grade_all(course, row, executor, again, feedback))
    report.show(marks.read(records.url(course.root), course, row.id), out)


def grade_all(
    course: Course, row: Assignment, executor: cohort.Executor, again: bool = False, feedback: bool = False
) -> list[Verdict]:
    """Grade with a progress bar; the verdicts by student."""
    total = len(cohort.submitted_by(course, row))
    found: list[cohort.Graded] = []
    db_url = records.url(course.root)
    cohort.require_generated(row, db_url)
    if not total:
        place = f"submitted/STUDENT/{row.id}/"
        raise cohort.GradingError(f"There are no submissions of {row.id}: they belong in {place}.")
    with progress() as bar:
        task = bar.add_task(f"grading {row.id}", total=total)
        try:
            for one in cohort.run(course, row, executor, db_url, again):
                found.append(one)
                bar.advance(task)
            if feedback:
                _feedback(course, row, executor, bar, found)
        except KeyboardInterrupt:
            bar.stop()
            error(f"Interrupted: {len(found)} of {total} are graded; run the same command again to go on.")
            raise typer.Exit(130) from None
    return sorted((one.verdict for one in found), key=lambda v: v.student)


def _feedback(
    course: Course, row: Assignment, executor: cohort.Executor, bar: Progress, found: list[cohort.Graded]
) -> None:
    students = sorted(one.verdict.student for one in found)
    graded = course.root / "autograded"
    wanted = [s for s in students if (graded / s / row.id / f"{row.id}.ipynb").exists()]
    task = bar.add_task(f"feedback {row.id}", total=len(wanted))
    root = str(course.root)
    futures = [executor.submit(cohort.feedback_one, root, row.id, student) for student in wanted]
    for student, future in zip(wanted, futures, strict=True):
        failure = future.result()
        bar.advance(task)
        if failure:
            out.print(f"No feedback for {student}: {failure}", markup=False)


def show(row: Assignment, verdicts: list[Verdict]) -> None:
    """How many submissions reached which verdict."""
    counts = Counter(verdict.kind for verdict in verdicts)
    summary = ", ".join(f"{counts[kind]} {kind.value}" for kind in Kind)
    out.print(f"{row.id}: {len(verdicts)} submissions, {summary}.")


def progress() -> Progress:
    """The bar that all long commands show."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=out
    )
