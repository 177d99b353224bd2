"""Bringing gradebook and exchange to what a roster says. Done twice, it changes nothing the second time."""

import datetime
from pathlib import Path

from tito.course import Course
from tito.exchange.client import Client, from_environment
from tito.exchange.errors import ExchangeServiceError
from tito.gradebook import extensions, people, records
from tito.roster import planning, reading
from tito.roster.errors import RosterError
from tito.roster.planning import Extending, Plan
from tito.roster.rows import Row


def look(course: Course, path: Path) -> tuple[list[Row], Plan]:
    """Read a roster, and what it would change; writes nothing.

    Raises:
        RosterError: the file is wrong, with lines.
        ExchangeServiceError: it holds extensions, and the exchange cannot be asked.
        GradebookError: the gradebook cannot be read.
    """
    rows = reading.read(path, course)
    wanted = sorted({assignment for row in rows for assignment in row.extensions})
    given = _given(_course_id(course), wanted) if wanted else {}
    return rows, planning.plan(rows, people.read(records.url(course.root)), given)


def _given(course_id: str, assignments: list[str]) -> dict[str, dict[str, datetime.datetime]]:
    with from_environment() as client:
        return {name: client.deadlines(course_id, name).extensions for name in assignments}


def apply(course: Course, plan: Plan) -> None:
    """Write the plan: first all students in one transaction, then the extensions, in the gradebook and at the exchange.

    Raises:
        GradebookError: nothing was written, or not all extensions.
        RosterError: the gradebook has everything, and the exchange not all extensions.
    """
    gradebook = records.url(course.root)
    if plan.people:
        people.write(gradebook, plan.people, records.course_id(course.root))
    for one in plan.extending:
        extensions.keep(gradebook, one.assignment, {one.student: one.until})
    if plan.extending:
        with from_environment() as client:
            _extend(client, _course_id(course), plan.extending)


def _extend(client: Client, course_id: str, extending: tuple[Extending, ...]) -> None:
    for done, one in enumerate(extending):
        try:
            client.extend(course_id, one.assignment, one.student, one.until)
        except ExchangeServiceError as error:
            raise RosterError(
                f"The students are in the gradebook, and {done} of {len(extending)} extensions are given; then came: "
                f"{error} Import the same file again for the rest."
            ) from None


def _course_id(course: Course) -> str:
    """nbgrader's name of the course, by which the exchange knows it."""
    name = records.course_id(course.root)
    if not name:
        raise RosterError("nbgrader_config.py names no course: set c.CourseDirectory.course_id there.")
    return name
