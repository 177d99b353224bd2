"""What the gradebook says about submissions of one assignment: scores, comments, penalties; read at once for all.

Reading changes nothing. Importing this imports nbgrader, which takes seconds: a process that renders does without.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nbgrader import api
from sqlalchemy import Row, Select, create_engine, select
from sqlalchemy.orm import Session

from tito.feedback.grades import Grades, Score

_FEW = 500  # students that a query names; for more it is quicker to read all
_STUDENT = api.SubmittedAssignment.student_id


def read(db_url: str, assignment: str, students: Sequence[str]) -> dict[tuple[str, str], Grades]:
    """The grades of an assignment by student and notebook; submissions that the gradebook lacks are left out."""
    wanted = set(students)

    def rows(session: Session, query: Select[Any]) -> Iterator[Row[Any]]:
        if len(wanted) <= _FEW:
            query = query.where(api.SubmittedAssignment.student_id.in_(sorted(wanted)))
        return (row for row in session.execute(query) if row.student_id in wanted)

    scores: dict[str, dict[str, Score]] = defaultdict(dict)
    comments: dict[str, dict[str, str]] = defaultdict(dict)
    with _session(db_url) as session:
        max_points = {
            row.id: row for kind in (api.GradeCell, api.TaskCell) for row in _cells(session, kind, assignment)
        }
        for row in rows(session, _grades(assignment)):
            if row.cell_id in max_points:
                scores[row.owner][max_points[row.cell_id].name] = _score(row, max_points[row.cell_id].max_score)
        for row in rows(session, _comments(assignment)):
            if row.comment:
                comments[row.owner][row.name] = row.comment
        notebooks = list(rows(session, _notebooks(assignment)))
    return {
        (row.student_id, row.name): Grades(
            scores[row.id], comments[row.id], float(row.late_submission_penalty or 0), row.timestamp
        )
        for row in notebooks
    }


@contextmanager
def _session(db_url: str) -> Iterator[Session]:
    engine = create_engine(db_url, connect_args={"timeout": 60} if db_url.startswith("sqlite") else {})
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def _score(row: Row[Any], most: float) -> Score:
    extra = float(row.extra_credit or 0)
    given = row.manual_score if row.manual_score is not None else row.auto_score
    return Score(float(given or 0) + extra, float(most), extra, bool(row.needs_manual_grade))


def _cells(session: Session, kind: type[api.GradeCell] | type[api.TaskCell], assignment: str) -> Sequence[Row[Any]]:
    query = select(kind.id, kind.name, kind.max_score).join(api.Notebook, api.Notebook.id == kind.notebook_id)
    return session.execute(query.join(api.Notebook.assignment).where(api.Assignment.name == assignment)).all()


def _notebooks(assignment: str) -> Select[Any]:
    row, submission = api.SubmittedNotebook, api.SubmittedAssignment
    columns = (row.id, row.late_submission_penalty, api.Notebook.name, submission.student_id, submission.timestamp)
    query = select(*columns).join(submission, submission.id == row.assignment_id)
    return _of(query.join(api.Notebook, api.Notebook.id == row.notebook_id), assignment)


def _grades(assignment: str) -> Select[Any]:
    row = api.Grade
    columns = (row.cell_id, row.auto_score, row.manual_score, row.extra_credit, row.needs_manual_grade)
    return _of(_submitted(select(*columns, row.notebook_id.label("owner"), _STUDENT), row), assignment)


def _comments(assignment: str) -> Select[Any]:
    row = api.Comment
    query = select(row.comment, row.notebook_id.label("owner"), api.BaseCell.name, _STUDENT)
    return _of(_submitted(query, row).join(api.BaseCell, api.BaseCell.id == row.cell_id), assignment)


def _submitted(query: Select[Any], row: type[api.Grade] | type[api.Comment]) -> Select[Any]:
    notebook, submission = api.SubmittedNotebook, api.SubmittedAssignment
    joined = query.join(notebook, notebook.id == row.notebook_id)
    return joined.join(submission, submission.id == notebook.assignment_id)


def _of(query: Select[Any], assignment: str) -> Select[Any]:
    return query.join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id).where(
        api.Assignment.name == assignment
    )
