"""`tito grade`: a cohort from submissions to marks."""

import os
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from typing import Annotated, Any

import typer

from tito.cli.console import error, out
from tito.cli.progress import Steps
from tito.course import Assignment, Course
from tito.gradebook import marks, records, report
from tito.gradebook.kinds import Kind
from tito.judge import cohort
from tito.judge.executors import dask as dask_cluster
from tito.judge.executors import pool
from tito.judge.work import added


def grade(
    assignment: Annotated[str, typer.Argument(help="1, 01 or 01_tensor")],
    again: Annotated[bool, typer.Option("--again", help="grade unchanged submissions, too")] = False,
    feedback: Annotated[bool, typer.Option("--feedback", help="write feedback for each, too")] = False,
    workers: Annotated[int, typer.Option(min=1, help="processes that grade at once")] = os.cpu_count() or 1,
    dask: Annotated[str | None, typer.Option("--dask", help="grade on a Dask cluster: tcp://host:port")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON document and nothing else")] = False,
) -> None:
    """Grade every submission of an assignment into the gradebook; can be interrupted and run again."""
    course = Course.find()
    row = course.require_built(assignment)
    began = time.monotonic()
    with _place(dask, workers) as executor:
        found = grade_all(course, row, executor, again, feedback)
    seconds = time.monotonic() - began
    if as_json:
        out.print_json(data=document(row, found, seconds))
        return
    show(row, found, seconds)
    report.show(marks.read(records.url(course.root), course, row.id), out)


def _place(address: str | None, workers: int) -> AbstractContextManager[Executor]:
    return pool(workers) if address is None else dask_cluster(address)


def grade_all(
    course: Course, row: Assignment, executor: Executor, again: bool = False, feedback: bool = False
) -> list[cohort.Graded]:
    """Grade with a progress bar; what became of each submission, by student."""
    total = len(cohort.submitted_by(course, row))
    found: list[cohort.Graded] = []
    db_url = records.url(course.root)
    cohort.require_generated(row, db_url)
    if not total:
        place = f"submitted/STUDENT/{row.id}/"
        raise cohort.GradingError(f"There are no submissions of {row.id}: they belong in {place}.")
    try:
        with Steps(f"grading {row.id}", total) as steps:
            for one in cohort.run(course, row, executor, db_url, again):
                found.append(one)
                steps.advance(one.fresh)
        if feedback:
            write_feedback(course, row, executor, found)
    except KeyboardInterrupt:
        error(f"Interrupted: {len(found)} of {total} are graded; run the same command again to go on.")
        raise typer.Exit(130) from None
    return sorted(found, key=lambda one: one.verdict.student)


def write_feedback(course: Course, row: Assignment, executor: Executor, found: list[cohort.Graded]) -> None:
    """Write feedback for everybody who has a graded notebook."""
    from tito.feedback import writing  # a quarter of a second, and seldom asked for

    students = sorted(one.verdict.student for one in found)
    graded = course.root / "autograded"
    wanted = [s for s in students if (graded / s / row.id / f"{row.id}.ipynb").exists()]
    with Steps(f"feedback {row.id}", len(wanted)) as steps:
        for student, failure in writing.write_all(records.url(course.root), course.root, row.id, wanted, executor):
            steps.advance()
            if failure:
                error(f"No feedback for {student}: {failure}")


def show(row: Assignment, found: list[cohort.Graded], seconds: float) -> None:
    """How many submissions reached which verdict, how fast, and in what."""
    out.print(f"{row.id}: {len(found)} submissions, {_counted(found)}.")
    fresh = [one for one in found if one.fresh]
    if not fresh:
        out.print("Nothing had changed since they were graded.")
        return
    rate = f"{len(fresh)} graded now in {seconds:.0f} s, {len(fresh) / seconds:.1f} a second"
    out.print(f"{rate}. {_how(fresh)}".strip())


def _counted(found: list[cohort.Graded]) -> str:
    counts = Counter(one.verdict.kind for one in found)
    return ", ".join(f"{counts[kind]} {kind.value}" for kind in Kind)


def _how(fresh: Iterable[cohort.Graded]) -> str:
    """The engines that ran notebooks, and how strongly their sandboxes held."""
    how = Counter((one.engine, one.level) for one in fresh if one.engine)
    return " ".join(f"Engine {engine}, sandbox {level}: {count}." for (engine, level), count in sorted(how.items()))


def document(row: Assignment, found: list[cohort.Graded], seconds: float) -> dict[str, Any]:
    """The run as data: every submission, and totals."""
    fresh = [one for one in found if one.fresh]
    counts = Counter(one.verdict.kind for one in found)
    return {
        "assignment": row.id,
        "submissions": [_submission(one) for one in found],
        "totals": {
            "submissions": len(found),
            "verdicts": {kind.value: counts[kind] for kind in Kind},
            "graded_now": len(fresh),
            "seconds": round(seconds, 3),
            "rate": round(len(fresh) / seconds, 3) if fresh else 0.0,
            "cpu_seconds": {who: round(used, 3) for who, used in added(one.seconds for one in fresh).items()},
        },
    }


def _submission(one: cohort.Graded) -> dict[str, Any]:
    return {
        "student": one.verdict.student, "verdict": one.verdict.kind.value, "reasons": list(one.verdict.reasons),
        "score": one.score, "graded_now": one.fresh, "level": one.level, "engine": one.engine,
        "cpu_seconds": {who: round(used, 3) for who, used in one.seconds.items()},
    }  # fmt: skip
