"""Which of a cohort's rows the gradebook holds, by their ids: read once, for everybody at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbgrader.api import Comment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Cells:
    """The ids of one notebook's cells, by name."""

    id: str
    name: str
    graded: Mapping[str, str]
    commented: Mapping[str, str]

    @classmethod
    def of(cls, notebook: Notebook) -> "Cells":
        """From nbgrader's row of a notebook; a task has a grade and a comment."""
        tasks = {cell.name: cell.id for cell in notebook.task_cells}
        graded = {cell.name: cell.id for cell in notebook.grade_cells}
        solutions = {cell.name: cell.id for cell in notebook.solution_cells}
        return cls(notebook.id, notebook.name, graded | tasks, solutions | tasks)


@dataclass
class Known:
    """What the gradebook holds of one student's submission.

    Attributes:
        student: whether the student is entered.
        submission: its id, if it has one.
        notebooks: id of a notebook -> id of the submitted one.
        grades, comments: submitted notebook and cell, by id.
    """

    student: bool = False
    submission: str | None = None
    notebooks: dict[str, str] = field(default_factory=dict)
    grades: set[tuple[str, str]] = field(default_factory=set)
    comments: set[tuple[str, str]] = field(default_factory=set)


def read(session: Session, assignment: str, student: str | None = None) -> defaultdict[str, Known]:
    """Student -> what there is of an assignment (by id); of one student alone, or of everybody."""
    found: defaultdict[str, Known] = defaultdict(Known)
    theirs = [] if student is None else [Student.id == student]
    for (name,) in session.execute(select(Student.id).where(*theirs)):
        found[name].student = True
    chosen = [SubmittedAssignment.assignment_id == assignment]
    chosen += [] if student is None else [SubmittedAssignment.student_id == student]
    owners = _submissions(session, chosen, found)
    for model in (Grade, Comment):
        rows = (
            select(model.notebook_id, model.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == model.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        )
        for own, cell in session.execute(rows.where(*chosen)):
            (owners[own].grades if model is Grade else owners[own].comments).add((own, cell))
    return found


def _submissions(
    session: Session, chosen: list[ColumnElement[bool]], found: defaultdict[str, Known]
) -> dict[str, Known]:
    """Enter submissions and their notebooks; submitted notebook -> whose it is."""
    owners = {}
    row = select(
        SubmittedAssignment.student_id, SubmittedAssignment.id, SubmittedNotebook.id, SubmittedNotebook.notebook_id
    ).outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    for name, submission, own, notebook in session.execute(row.where(*chosen)):
        known = owners[own] = found[name]
        known.submission = submission
        if own is not None:
            known.notebooks[notebook] = own
    return owners
