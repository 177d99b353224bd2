"""Single students' dates, as the exchange has them, in a table of ours beside nbgrader's.

nbgrader keeps an extension, as a length of time, in the row of a submission, which is not there before grading. So the
date itself waits here, and each grading works the length out anew.
"""

import datetime
from collections.abc import Mapping

from nbgrader.api import Assignment, SubmittedAssignment
from sqlalchemy import DateTime, String, inspect, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tito.gradebook import verdicts
from tito.gradebook.connection import connect, is_there, transact


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "tito_extension"

    assignment: Mapped[str] = mapped_column(String(128), primary_key=True)
    student: Mapped[str] = mapped_column(String(128), primary_key=True)
    until: Mapped[datetime.datetime | None] = mapped_column(DateTime)  # in UTC; None where it was taken away


def keep(db_url: str, assignment: str, dates: Mapping[str, datetime.datetime | None]) -> None:
    """Take students' own dates over from the exchange; where one is new, that submission is due for grading again.

    A gradebook that is not there yet is not made, and a student who never had an extension there is left alone.

    Args:
        dates: student -> their own date, or None where everybody's holds.

    Raises:
        GradebookError: the gradebook cannot be written.
    """
    if not is_there(db_url):
        return
    engine = connect(db_url)
    try:
        transact(engine, lambda session: _keep(session, assignment, dates))
    finally:
        engine.dispose()


def _keep(session: Session, assignment: str, dates: Mapping[str, datetime.datetime | None]) -> None:
    known = own_dates(session, assignment)
    wanted = {student: until and _naive(until) for student, until in dates.items()}
    new = {student: until for student, until in wanted.items() if known.get(student) != until}
    if not new:
        return
    _Base.metadata.create_all(session.connection())
    verdicts.prepare(session.connection())
    for student, until in new.items():
        session.merge(_Row(assignment=assignment, student=student, until=until))
        session.flush()
        apply(session, assignment, student)
    verdicts.reopen(session, assignment, list(new))


def _naive(moment: datetime.datetime) -> datetime.datetime:
    """As nbgrader stores a moment: in UTC, without saying so."""
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)


def own_dates(session: Session, assignment: str) -> dict[str, datetime.datetime | None]:
    """Student -> their own date in UTC, for those of whom the exchange ever said one; None where it was taken away."""
    if not inspect(session.connection()).has_table(_Row.__tablename__):
        return {}
    rows = session.scalars(select(_Row).where(_Row.assignment == assignment))
    return {row.student: row.until for row in rows}


def length(until: datetime.datetime | None, due: datetime.datetime | None) -> datetime.timedelta | None:
    """nbgrader's extension: how much later than everybody's date, both in UTC."""
    return None if until is None or due is None else until - due


def apply(session: Session, assignment: str, student: str) -> None:
    """Write a student's extension into nbgrader's row of the submission, where the exchange ever said one."""
    known = own_dates(session, assignment)
    row = session.scalars(select(Assignment).where(Assignment.name == assignment)).first()
    if row is None or student not in known:
        return
    theirs = SubmittedAssignment.assignment_id == row.id, SubmittedAssignment.student_id == student
    extension = length(known[student], row.duedate)
    session.execute(update(SubmittedAssignment.__table__).where(*theirs).values(extension=extension))
