"""A cohort's marks on their way into the gradebook: one read at the start, one transaction a submission.

The rows are those that nbgrader 0.9.6 leaves when it autogrades: Autograde.init_assignment, SaveAutoGrades and
AssignLatePenalties, which open the database nine times a submission and commit once a grade.
"""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, selectinload

from tito.gradebook import extensions, rows, verdicts
from tito.gradebook.connection import PATIENCE, connect, transact
from tito.gradebook.rows import Cells, Known
from tito.gradebook.verdicts import Verdict


class Late(Protocol):
    """nbgrader's AssignLatePenalties, as far as it is used here."""

    plugin_inst: Any

    def _check_late_penalty(self, notebook: Any, penalty: float) -> float: ...


@dataclass(frozen=True)
class NotebookMarks:
    """What grading one notebook gave.

    Attributes:
        scores: of each test and each answer; None where a TA must look.
        comments: what nbgrader remarks on each solution and each task.
        flagged: whether formgrader's list shall show a flag.
    """

    name: str
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    flagged: bool = False


@dataclass(frozen=True)
class Marks:
    """What grading one submission gave; notebooks that are not named were not handed in.

    Attributes:
        timestamp: when it was handed in, in UTC; None leaves what the gradebook knows.
    """

    student: str
    timestamp: datetime.datetime | None
    notebooks: tuple[NotebookMarks, ...]


class Book:
    """The gradebook, as far as one assignment is concerned.

    Attributes:
        released: nbgrader's rows of the assignment's notebooks, with their cells.
        verdicts: student -> verdict, as the run found them.
        scores: student -> score, penalties taken off, as the run found them.
    """

    def __init__(self, engine: Engine, assignment: str, late: Late | None = None, patience: float = PATIENCE) -> None:
        self._engine, self._assignment, self._late, self._patience = engine, assignment, late, patience
        transact(engine, self._read, patience)

    def _read(self, session: Session) -> None:
        kinds = selectinload(Notebook._base_cells).selectin_polymorphic([GradeCell, SolutionCell, TaskCell])
        cells = (kinds, selectinload(Notebook.source_cells))
        wanted = select(Assignment).where(Assignment.name == self._assignment)
        row = session.scalars(wanted.options(selectinload(Assignment.notebooks).options(*cells))).one()
        self._id, self._due = row.id, row.duedate
        self.released: list[Notebook] = list(row.notebooks)
        self._cells = [Cells.of(notebook) for notebook in self.released]
        session.expunge_all()
        self.verdicts = verdicts.all_of(session, self._assignment)
        self._known = rows.read(session, self._id)
        self._own_dates = extensions.own_dates(session, self._assignment)
        row = select(
            SubmittedAssignment.student_id, SubmittedAssignment.score - SubmittedAssignment.late_submission_penalty
        )
        found = session.execute(row.where(SubmittedAssignment.assignment_id == self._id))
        self.scores: dict[str, float] = dict(found.all())

    def knows(self, student: str) -> bool:
        """Whether somebody was in the gradebook when the run began, or has been entered since."""
        return self._known[student].student

    def reopen(self, students: list[str]) -> None:
        """Take the verdicts of students for out of date."""
        if students:
            transact(self._engine, lambda session: verdicts.reopen(session, self._assignment, students), self._patience)

    def save(self, verdict: Verdict) -> None:
        """Save a verdict that brings no marks."""
        transact(self._engine, lambda session: verdicts.put(session, verdict), self._patience)

    def record(self, marks: Marks, verdict: Verdict) -> float:
        """Write the marks of one submission and its verdict, all or nothing; returns its score, penalties taken off."""
        return self._write(marks.student, lambda session, known: self._marks(session, known, marks, verdict))

    def record_nothing(self, verdict: Verdict, timestamp: datetime.datetime | None) -> None:
        """Write of a submission without anything to grade that it arrived and that it earns 0.

        What a TA gave for an earlier one goes, too.
        """

        def work(session: Session, known: Known) -> None:
            self._enter(session, known, verdict.student, timestamp)
            zero = {"auto_score": 0, "needs_manual_grade": False, "manual_score": None, "extra_credit": None}
            session.execute(update(Grade.__table__).where(Grade.notebook_id.in_(known.notebooks.values())).values(zero))
            verdicts.put(session, verdict)

        self._write(verdict.student, work)

    def _write(self, student: str, work: Any) -> Any:
        """Do work in a transaction; where it fails, what is known of the student is read again before the next try."""
        stale = False

        def attempt(session: Session) -> Any:
            nonlocal stale
            if stale:
                self._known[student] = rows.read(session, self._id, student)[student]
            stale = True
            return work(session, self._known[student])

        try:
            return transact(self._engine, attempt, self._patience)
        except BaseException:
            self._known.pop(student, None)  # it says what was not committed
            raise

    def _marks(self, session: Session, known: Known, marks: Marks, verdict: Verdict) -> float:
        self._enter(session, known, marks.student, marks.timestamp)
        given = {one.name: one for one in marks.notebooks}
        for cells in self._cells:
            own = known.notebooks[cells.id]
            if cells.name in given:
                _save_scores(session, own, cells, given[cells.name])
                self._penalty(session, known, own, marks.student)
            else:
                zero = {"auto_score": 0, "needs_manual_grade": False}
                session.execute(update(Grade.__table__).where(Grade.notebook_id == own).values(zero))
        verdicts.put(session, verdict)
        return _score(session, known)

    def _enter(self, session: Session, known: Known, student: str, arrived: datetime.datetime | None) -> None:
        """Make sure that all rows of a submission are there, as nbgrader makes them."""
        if not known.student:
            session.execute(insert(Student.__table__), [{"id": student}])
            known.student = True
        stamp: dict[str, Any] = {} if arrived is None else {"timestamp": arrived}
        if student in self._own_dates:
            stamp["extension"] = extensions.length(self._own_dates[student], self._due)
        if known.submission is None:
            table = SubmittedAssignment.__table__
            made = session.execute(
                insert(table), {"assignment_id": self._id, "student_id": student, **stamp}
            ).inserted_primary_key
            known.submission = made[0]
        elif stamp:
            session.execute(
                update(SubmittedAssignment.__table__).where(SubmittedAssignment.id == known.submission).values(stamp)
            )
        for cells in self._cells:
            self._enter_notebook(session, known, cells)

    def _enter_notebook(self, session: Session, known: Known, cells: Cells) -> None:
        if cells.id not in known.notebooks:
            row = {"assignment_id": known.submission, "notebook_id": cells.id}
            made = session.execute(insert(SubmittedNotebook.__table__), row).inserted_primary_key
            known.notebooks[cells.id] = made[0]
        own = known.notebooks[cells.id]
        for model, ids, there in (
            (Grade, cells.graded.values(), known.grades), (Comment, cells.commented.values(), known.comments),
        ):  # fmt: skip
            lacking = [{"notebook_id": own, "cell_id": cell} for cell in ids if (own, cell) not in there]
            if lacking:
                session.execute(insert(model.__table__), lacking)
                there.update((own, row["cell_id"]) for row in lacking)

    def _penalty(self, session: Session, known: Known, own: str, student: str) -> None:
        """nbgrader's penalty for late work, with the extension that the student has by now."""
        if self._late is None:
            return
        penalty, late = None, self._seconds_late(session, known)
        if late > 0:
            score = session.scalar(_WORTH, {"own": own})
            penalty = self._late.plugin_inst.late_submission_penalty(student, score, late)
            if penalty is not None:
                penalty = self._late._check_late_penalty(SimpleNamespace(score=score), penalty)
        session.execute(_PENALTY, {"own": own, "penalty": penalty})

    def _seconds_late(self, session: Session, known: Known) -> float:
        if self._due is None:
            return 0
        arrived, extension = session.execute(_TIMES, {"own": known.submission}).one()
        due = self._due + (extension or datetime.timedelta())
        return 0 if arrived is None else max(0, (arrived - due).total_seconds())


# made once, because SQLAlchemy takes longer to make a statement than SQLite to carry it out
_grades, _comments, _notebooks = Grade.__table__, Comment.__table__, SubmittedNotebook.__table__
_TIMES = select(SubmittedAssignment.timestamp, SubmittedAssignment.extension).where(
    SubmittedAssignment.id == bindparam("own")
)
_TOTAL = select(SubmittedAssignment.score, SubmittedAssignment.late_submission_penalty).where(
    SubmittedAssignment.id == bindparam("own")
)
_WORTH = select(SubmittedNotebook.score).where(SubmittedNotebook.id == bindparam("own"))
_PENALTY = (
    update(_notebooks).where(_notebooks.c.id == bindparam("own")).values(late_submission_penalty=bindparam("penalty"))
)
_SCORE = (
    update(_grades)
    .where(_grades.c.notebook_id == bindparam("own"), _grades.c.cell_id == bindparam("cell"))
    # a manual mark stands, and somebody has to look whether it still fits
    .values(
        auto_score=bindparam("score"), needs_manual_grade=or_(_grades.c.manual_score.is_not(None), bindparam("waits"))
    )
)
_COMMENT = (
    update(_comments)
    .where(_comments.c.notebook_id == bindparam("own"), _comments.c.cell_id == bindparam("cell"))
    .values(auto_comment=bindparam("text"))
)


def _save_scores(session: Session, own: str, cells: Cells, marks: NotebookMarks) -> None:
    scores = [
        {"own": own, "cell": cells.graded[name], "score": score, "waits": score is None}
        for name, score in marks.scores.items()
    ]
    comments = [{"own": own, "cell": cells.commented[name], "text": text} for name, text in marks.comments.items()]
    connection = session.connection()
    if scores:
        connection.execute(_SCORE, scores)
    if comments:
        connection.execute(_COMMENT, comments)
    if marks.flagged:
        connection.execute(update(SubmittedNotebook.__table__).where(SubmittedNotebook.id == own).values(flagged=True))


def _score(session: Session, known: Known) -> float:
    """What a submission is worth now, manual marks and penalties included."""
    score, penalty = session.execute(_TOTAL, {"own": known.submission}).one()
    return score - penalty


@contextmanager
def open_book(
    db_url: str,
    assignment: str,
    course_id: str = "default_course",
    late: Late | None = None,
    patience: float = PATIENCE,
) -> Iterator[Book]:
    """The gradebook at `db_url`, its connection closed afterwards."""
    with Gradebook(db_url, course_id):
        pass  # it makes the row of the course
    engine = connect(db_url)
    try:
        transact(engine, lambda session: verdicts.prepare(session.connection()), patience)
        yield Book(engine, assignment, late, patience)
    finally:
        engine.dispose()
