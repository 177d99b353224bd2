"""What the gradebook says about a cohort: marks, verdicts, and which tests are failed.

    cohort = marks.read(db_url, course)
    cohort.assignments[0].mark_of("ada").score

Reading changes nothing: it makes no table, and adds no course, as opening an nbgrader `Gradebook` would.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from statistics import fmean, median
from typing import Any

from nbgrader import api
from sqlalchemy import Engine, Row, Select, create_engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from tito import notebook as nb
from tito import overrides
from tito.course import Assignment, Course
from tito.errors import TitoError
from tito.gradebook import people
from tito.gradebook.connection import is_there
from tito.gradebook.items import Analysis, analyse
from tito.gradebook.kinds import Kind
from tito.gradebook.responses import Question, Responses
from tito.gradebook.verdicts import Verdict, Verdicts
from tito.overrides import Override


class MarksError(TitoError):
    """There are no marks to read."""


@dataclass(frozen=True)
class Student:
    """A student of the gradebook; name and section may be empty."""

    id: str
    name: str = ""
    section: str = ""


@dataclass(frozen=True)
class Mark:
    """One student's submission of one assignment.

    Attributes:
        score: points, extra credit included and the late penalty taken off; never below 0.
        penalty: points taken off for lateness.
        waiting: points of the cells that a person has yet to mark, or to confirm after a second run.
        late: by how much; zero when in time.
        kind: the verdict; None when there is none, because `tito grade` has not seen this submission.
        graded: whether any cell has a mark.
        flagged: whether somebody flagged it in formgrader.
        failed: names of the test cells that did not earn all their points, in the order of the notebook.
        engine, level: see `Verdict`.
    """

    student: str
    max_score: float
    score: float = 0.0
    penalty: float = 0.0
    waiting: float = 0.0
    late: timedelta = timedelta()
    kind: Kind | None = None
    reasons: tuple[str, ...] = ()
    graded: bool = False
    flagged: bool = False
    failed: tuple[str, ...] = ()
    engine: str = ""
    level: str = ""

    @property
    def gradable(self) -> bool:
        """Whether the score says something about the work, and so belongs in statistics."""
        return self.graded and self.kind is not Kind.NOT_GRADABLE

    @property
    def why(self) -> tuple[str, ...]:
        """Why a person must look at it, written answers aside; empty when nobody must."""
        found = self.reasons if self.kind in (Kind.NEEDS_REVIEW, Kind.NOT_GRADABLE) else ()
        if self.kind is None:
            found = ("it has marks but no verdict" if self.graded else "it has not been graded",)
        return ("it was flagged in formgrader",) if self.flagged and not found else found


@dataclass(frozen=True)
class CellMarks:
    """How one test cell went.

    Attributes:
        exercises: what it tests, by grade_id; empty when the source notebook is not there.
        failed: gradable submissions that did not earn all its points.
        ran: gradable submissions in which it ran.
    """

    name: str
    points: float
    exercises: tuple[str, ...]
    failed: int
    ran: int

    @property
    def share(self) -> float:
        """The part that failed it, 0 to 1."""
        return self.failed / self.ran if self.ran else 0.0


@dataclass(frozen=True)
class AssignmentMarks:
    """One assignment: a mark for each student who handed in, by student, and its test cells as they stand.

    Attributes:
        responses: what each gradable submission earned in each cell.
        overrides: releases of it that its audit refused, and somebody answers for.
    """

    id: str
    title: str
    max_score: float
    marks: tuple[Mark, ...]
    cells: tuple[CellMarks, ...]
    responses: Responses = field(default_factory=Responses)
    overrides: tuple[Override, ...] = ()

    @cached_property
    def analysis(self) -> Analysis:
        """What the marks say about the tests and questions."""
        return analyse(self.responses)

    @cached_property
    def _by_student(self) -> dict[str, Mark]:
        return {mark.student: mark for mark in self.marks}

    def mark_of(self, student: str) -> Mark | None:
        """A student's mark; None when nothing was handed in."""
        return self._by_student.get(student)

    @property
    def scores(self) -> list[float]:
        """Scores of the gradable submissions, lowest first."""
        return sorted(mark.score for mark in self.marks if mark.gradable)

    @property
    def median(self) -> float | None:
        """Median score of the gradable submissions; None without any."""
        return median(self.scores) if self.scores else None

    @property
    def mean(self) -> float | None:
        """Mean score of the gradable submissions; None without any."""
        return fmean(self.scores) if self.scores else None

    @property
    def waiting(self) -> list[Mark]:
        """Submissions with cells that a person has to mark."""
        return [mark for mark in self.marks if mark.waiting]

    def count(self, kind: Kind | None) -> int:
        """How many submissions got this verdict."""
        return sum(mark.kind is kind for mark in self.marks)

    def most_failed(self, limit: int | None = None) -> list[CellMarks]:
        """Test cells that somebody failed, most failed first; equals stay in the notebook's order."""
        return sorted((cell for cell in self.cells if cell.failed), key=lambda cell: -cell.share)[:limit]


@dataclass(frozen=True)
class Cohort:
    """All students and all assignments, or one."""

    title: str
    students: tuple[Student, ...]
    assignments: tuple[AssignmentMarks, ...]

    @property
    def max_score(self) -> float:
        """Points of all assignments together."""
        return sum(one.max_score for one in self.assignments)

    def total(self, student: str) -> float:
        """A student's points in all assignments; what was not handed in counts nothing."""
        marks = (one.mark_of(student) for one in self.assignments)
        return sum(mark.score for mark in marks if mark)


def read(db_url: str, course: Course, only: str | None = None) -> Cohort:
    """Read a gradebook, in nine queries and one more an assignment.

    Args:
        db_url: an SQLAlchemy URL, as nbgrader takes it.
        course: gives assignments their order and titles, and test cells their exercises.
        only: the id of one assignment; None reads all.

    Raises:
        MarksError: there is no gradebook, it has no assignment, or not this one.
    """
    engine = _open(db_url)
    try:
        found = _Found(engine, only)
    except SQLAlchemyError as error:
        shown = make_url(db_url).render_as_string(hide_password=True)
        raise MarksError(f"The gradebook at {shown} cannot be read: {_first_line(error)}.") from error
    finally:
        engine.dispose()
    if not found.assignments:
        name = only or "NN_name"
        missing = f"{only} is not in the gradebook yet" if only else "The gradebook holds no assignment yet"
        raise MarksError(f"{missing}: run nbgrader generate_assignment {name} first.")
    order = {row.id: place for place, row in enumerate(course.assignments)}
    names = sorted(found.assignments, key=lambda row: (order.get(row.name, len(order)), row.name))
    return Cohort(course.title, found.all_students(), tuple(_assignment(found, row, course) for row in names))


def _open(db_url: str) -> Engine:
    """An engine on a gradebook that exists; connecting to an SQLite file that does not would make it."""
    try:
        url = make_url(db_url)
    except ArgumentError as error:
        raise MarksError(f"'{db_url}' is not the URL of a database: {_first_line(error)}.") from error
    if not is_there(db_url):
        raise MarksError(
            f"There is no gradebook at {url.database}: run nbgrader generate_assignment and tito grade first."
        )
    return create_engine(url, connect_args={"timeout": 60} if url.get_backend_name() == "sqlite" else {})


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


class _Found:
    """Rows of the gradebook, as few queries give them, and grouped so that each is looked up once."""

    def __init__(self, engine: Engine, only: str | None) -> None:
        known = set(inspect(engine).get_table_names())
        self.assignments: Sequence[Row[Any]] = []
        if "assignment" not in known:
            return
        with Session(engine) as session:
            self._read(session, only)
        table = Verdicts(engine) if "tito_verdict" in known else None
        self.verdicts = {row.name: table.of(row.name) if table else {} for row in self.assignments}

    def _read(self, session: Session, only: str | None) -> None:
        def rows(query: Select[Any]) -> Sequence[Row[Any]]:
            return session.execute(query.where(api.Assignment.name == only) if only else query).all()

        self.sections = people.sections(session.connection())
        self.assignments = rows(select(api.Assignment.id, api.Assignment.name, api.Assignment.duedate))
        self.students = session.execute(
            select(api.Student.id, api.Student.first_name, api.Student.last_name)
        ).all()
        self.cells = _grouped(rows(_cells(api.GradeCell)), rows(_cells(api.TaskCell)))
        self.answers = {(row.notebook_id, row.name) for row in rows(_answers())}
        self.submissions = _grouped(rows(_submissions()))
        self.notebooks = _grouped(rows(_notebooks()))
        self.grades = _grouped(rows(_grades()))

    def all_students(self) -> tuple[Student, ...]:
        """Everybody in the gradebook, and whoever has a verdict without being there."""
        names = {row.id: f"{row.first_name or ''} {row.last_name or ''}".strip() for row in self.students}
        known = {student for verdicts in self.verdicts.values() for student in verdicts} | set(names)
        return tuple(
            Student(student, names.get(student, ""), self.sections.get(student, "")) for student in sorted(known)
        )


def _grouped(*results: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
    """Rows by their column `owner`."""
    groups: dict[str, list[Row[Any]]] = defaultdict(list)
    for rows in results:
        for row in rows:
            groups[row.owner].append(row)
    return groups


def _cells(kind: type[api.GradeCell] | type[api.TaskCell]) -> Select[Any]:
    owner = api.Notebook.assignment_id.label("owner")
    columns = (kind.id, kind.name, kind.notebook_id, kind.max_score, kind.cell_type, owner)
    return _of_notebooks(select(*columns), kind)


def _answers() -> Select[Any]:
    """Cells that students fill in: a grade cell of the same name is marked by a person, not by tests."""
    cell = api.SolutionCell
    return _of_notebooks(select(cell.name, cell.notebook_id), cell)


def _of_notebooks(query: Select[Any], kind: type[api.BaseCell]) -> Select[Any]:
    return query.join(api.Notebook, api.Notebook.id == kind.notebook_id).join(api.Notebook.assignment)


def _submissions() -> Select[Any]:
    row = api.SubmittedAssignment
    columns = (row.id, row.student_id, row.timestamp, row.extension, row.assignment_id.label("owner"))
    return select(*columns).join(row.assignment)


def _notebooks() -> Select[Any]:
    row, submission = api.SubmittedNotebook, api.SubmittedAssignment
    columns = (row.late_submission_penalty, row.flagged, row.assignment_id.label("owner"))
    joined = select(*columns).join(submission, submission.id == row.assignment_id)
    return joined.join(api.Assignment, api.Assignment.id == submission.assignment_id)


def _grades() -> Select[Any]:
    row, notebook, submission = api.Grade, api.SubmittedNotebook, api.SubmittedAssignment
    columns = (
        row.cell_id, row.auto_score, row.manual_score, row.needs_manual_grade, row.score,
        notebook.assignment_id.label("owner"),
    )  # fmt: skip
    joined = select(*columns).join(notebook, notebook.id == row.notebook_id)
    return joined.join(submission, submission.id == notebook.assignment_id).join(
        api.Assignment, api.Assignment.id == submission.assignment_id
    )


def _assignment(found: _Found, row: Row[Any], course: Course) -> AssignmentMarks:
    """One assignment put together from the rows that belong to it."""
    outline = next((one for one in course.assignments if one.id == row.name), None)
    tests = _tests_in_source(course, outline)
    place = {name: index for index, name in enumerate(tests)}
    cells = sorted(found.cells[row.id], key=lambda cell: (place.get(cell.name, len(place)), cell.name))
    written = found.answers
    tested = [c for c in cells if c.cell_type == "code" and (c.notebook_id, c.name) not in written]
    work = _Work({cell.id: cell for cell in cells}, [cell.id for cell in tested])
    marks = _marks(found, row, work)
    counted = tuple(
        CellMarks(c.name, c.max_score, tests.get(c.name, ()), work.failed[c.id], work.ran[c.id])
        for c in tested
    )
    return AssignmentMarks(
        row.name, outline.title if outline else row.name, work.max_score, marks, counted, work.responses(marks),
        tuple(overrides.of(course, row.name)),
    )  # fmt: skip


def _tests_in_source(course: Course, outline: Assignment | None) -> dict[str, tuple[str, ...]]:
    """Test cells in the order of the instructor's notebook, each with the exercises that it tests."""
    if outline is None:
        return {}
    try:
        source = nb.read(course.source(outline))
    except nb.NotebookError:
        return {}
    return {cell.grade_id: cell.tests for cell in source.by_role(nb.Role.TEST) if cell.grade_id}


class _Work:
    """The cells of one assignment, and the counts that its submissions add to."""

    def __init__(self, cells: dict[str, Row[Any]], tested: list[str]) -> None:
        self.cells = cells
        self.tested = tested
        self.max_score = float(sum(cell.max_score for cell in cells.values()))
        self.failed: Counter[str] = Counter()
        self.ran: Counter[str] = Counter()
        self.earned: dict[str, tuple[float | None, ...]] = {}
        self.earning = [cell.id for cell in cells.values() if cell.max_score > 0]

    def fails(self, grade: Row[Any]) -> bool:
        """nbgrader's rule: anything less than all points is a failed test."""
        return grade.auto_score is not None and grade.auto_score < self.cells[grade.cell_id].max_score

    def count(self, student: str, grades: dict[str, Row[Any]]) -> None:
        """Add one gradable submission."""
        for cell in self.tested:
            if cell in grades and grades[cell].auto_score is not None:
                self.ran[cell] += 1
                self.failed[cell] += self.fails(grades[cell])
        if not self.tested or any(cell in grades and grades[cell].auto_score is not None for cell in self.tested):
            self.earned[student] = tuple(self._points(cell, grades.get(cell)) for cell in self.earning)

    def _points(self, cell: str, grade: Row[Any] | None) -> float | None:
        """What a test gave by itself, whatever a person made of it; what a person gave for a written answer."""
        if grade is None or cell in self.tested:
            return grade and grade.auto_score
        if grade.needs_manual_grade:
            return None
        return grade.auto_score if grade.manual_score is None else grade.manual_score

    def responses(self, marks: tuple[Mark, ...]) -> Responses:
        """The table for item analysis; a submission that none of the tests has seen is left out of it."""
        cells = [self.cells[cell] for cell in self.earning]
        questions = tuple(Question(c.name, float(c.max_score), c.id not in self.tested) for c in cells)
        return Responses(questions, dict(sorted(self.earned.items())), len(marks) - len(self.earned))


def _marks(found: _Found, row: Row[Any], work: _Work) -> tuple[Mark, ...]:
    """A mark for each submission, and for each verdict whose submission never reached nbgrader's tables."""
    verdicts = found.verdicts[row.name]
    marks: dict[str, Mark] = {}
    for submission in found.submissions[row.id]:
        grades = {g.cell_id: g for g in found.grades[submission.id] if g.cell_id in work.cells}
        verdict = verdicts.get(submission.student_id)
        late = _lateness(row, submission)
        mark = _mark(submission.student_id, verdict, grades, found.notebooks[submission.id], late, work)
        marks[mark.student] = mark
        if mark.gradable:
            work.count(mark.student, grades)
    for student in verdicts.keys() - marks.keys():
        verdict = verdicts[student]
        marks[student] = Mark(
            student, work.max_score, kind=verdict.kind, reasons=verdict.reasons, engine=verdict.engine,
            level=verdict.level,
        )  # fmt: skip
    return tuple(marks[student] for student in sorted(marks))


def _mark(
    student: str,
    verdict: Verdict | None,
    grades: dict[str, Row[Any]],
    notebooks: list[Row[Any]],
    late: timedelta,
    work: _Work,
) -> Mark:
    penalty = float(sum(one.late_submission_penalty or 0 for one in notebooks))
    waiting = sum(work.cells[cell].max_score for cell, g in grades.items() if g.needs_manual_grade)
    return Mark(
        student,
        work.max_score,
        score=max(0.0, float(sum(grade.score for grade in grades.values())) - penalty),
        penalty=penalty,
        waiting=float(waiting),
        late=late,
        kind=verdict.kind if verdict else None,
        reasons=verdict.reasons if verdict else (),
        graded=any(g.auto_score is not None or g.manual_score is not None for g in grades.values()),
        flagged=any(one.flagged for one in notebooks),
        failed=tuple(work.cells[c].name for c in work.tested if c in grades and work.fails(grades[c])),
        engine=verdict.engine if verdict else "",
        level=verdict.level if verdict else "",
    )


def _lateness(row: Row[Any], submission: Row[Any]) -> timedelta:
    if row.duedate is None or submission.timestamp is None:
        return timedelta()
    due = row.duedate + (submission.extension or timedelta())
    return max(timedelta(), submission.timestamp - due)
