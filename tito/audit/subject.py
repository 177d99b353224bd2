"""What is audited: an assignment of this course, or any nbgrader assignment of plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from tito import notebook as nb
from tito.audit import bank
from tito.audit.bank import Entry
from tito.audit.equivalent import Argument, arguments
from tito.audit.errors import AuditError
from tito.course import Assignment, Course
from tito.judge.job import Job, Limits
from tito.judge.notebook_run import job_of, without_shows
from tito.judge.reference import Terms, beside_source, solved, terms_of
from tito.judge.released import Sheet, facts, work_of
from tito.judge.restoring import Original
from tito.judge.surroundings import beside
from tito.judge.work import Work
from tito.notebook import SOLUTION, Cell, Notebook, Role

ELSEWHERE = Terms(Limits(cell_seconds=30, notebook_seconds=300, output_bytes=1_000_000))
"""How an assignment is run that belongs to no course of ours: as `use_judge` would."""


@dataclass(frozen=True)
class Subject:
    """An assignment under audit.

    Attributes:
        root: the folder that reports and cached results go to.
        declared: whether its test cells name the exercises that they test; else that is measured.
        stands_on: whether a package lies beneath it.
        bank: the folder of its labelled solutions; None for an assignment that has none.
    """

    name: str
    root: Path
    source: Notebook
    terms: Terms
    declared: bool
    stands_on: bool = False
    bank: Path | None = None
    entries: tuple[Entry, ...] = field(default=())
    arguments: tuple[Argument, ...] = field(default=())

    @cached_property
    def exercises(self) -> dict[str, Cell]:
        """The exercises by grade_id."""
        return {cell.grade_id: cell for cell in self.source.by_role(Role.EXERCISE) if cell.grade_id}

    @cached_property
    def tests(self) -> dict[str, Cell]:
        """The test cells by grade_id."""
        return {cell.grade_id: cell for cell in self.source.by_role(Role.TEST) if cell.grade_id}

    def concerned(self, exercises: Iterable[str]) -> frozenset[str]:
        """The tests that test or need one of the exercises; all of them where nobody has said which."""
        broken = set(exercises)
        if not self.declared:
            return frozenset(self.tests)
        return frozenset(name for name, cell in self.tests.items() if broken & {*cell.tests, *cell.needs})

    @cached_property
    def work(self) -> Work:
        """How its notebook is run."""
        known = Sheet(self.source.path.stem, (), facts=facts(map(_original, _named(self.source)), self.source))
        files = beside(beside_source(self.source.path.parent))
        terms = self.terms
        return work_of(
            known, files=files, stack=terms.stack, limits=terms.limits, seed=terms.seed, minimum=terms.minimum,
            figures=terms.figures,
        )  # fmt: skip

    @cached_property
    def _reference(self) -> Job:
        return job_of(solved(self.source), self.work)

    def job(self, changed: Mapping[str, str] | None = None, stack: Mapping[str, str] | None = None) -> Job:
        """The reference as a job, with other texts in some of its exercises, or on another package."""
        texts = changed or {}
        cells = (replace(one, source=texts.get(one.grade_id or "", one.source)) for one in self._reference.cells)
        job = replace(self._reference, cells=tuple(cells), stack=self._reference.stack if stack is None else stack)
        return without_shows(job, self.work)[0]

    def blank(self) -> dict[str, str]:
        """What stands in each exercise of the release; nbgrader empties a cell without marks."""
        return {
            name: nb.cleared(cell.source) if SOLUTION.begin in cell.source else nb.CODE_STUB
            for name, cell in self.exercises.items()
        }


def of_course(course: Course, row: Assignment) -> Subject:
    """An assignment of a course.

    Raises:
        NotebookError: its source breaks a rule of the course.
        BankError: an entry of its bank cannot be read.
    """
    source = nb.read_source(course.source(row), row.points.total)
    folder = course.root / "bank" / row.id
    return Subject(
        row.id, course.root, source, terms_of(course, row), declared=True, stands_on=bool(course.prerequisites(row)),
        bank=folder, entries=tuple(bank.entries(folder)), arguments=tuple(arguments(folder)),
    )  # fmt: skip


def of_path(path: Path, root: Path) -> Subject:
    """Any nbgrader assignment: a notebook with solution and test cells, or a folder that holds one.

    Raises:
        AuditError: there is no such notebook, or nothing in it that can be audited.
    """
    source = nb.read(_notebook(path))
    subject = Subject(source.path.stem, root, source, ELSEWHERE, _declared(source))
    for what, found in (("solution cell", subject.exercises), ("test cell", subject.tests)):
        if not found:
            raise AuditError(f"{source.path} has no {what} of nbgrader's with a grade_id: there is nothing to audit.")
    _require_sound(source)
    return subject


def _notebook(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.ipynb"))
    if len(found) != 1:
        raise AuditError(f"{path} holds {len(found)} notebooks: name the one to audit.")
    return found[0]


def _require_sound(source: Notebook) -> None:
    seen: set[str | None] = {None}
    for cell in source.by_role(Role.EXERCISE, Role.TEST):
        if cell.grade_id in seen:
            raise AuditError(f"{source.path}: {cell} needs a grade_id of its own: see nbgrader validate.")
        seen.add(cell.grade_id)
        try:
            nb.region_lines(cell.source, SOLUTION), nb.region_lines(cell.source, nb.HIDDEN)
        except nb.NotebookError as error:
            raise AuditError(f"{source.path}: {cell}: {error}.") from None


def _declared(source: Notebook) -> bool:
    """Whether every test cell says which exercises it tests."""
    return all(cell.tests for cell in source.by_role(Role.TEST))


def _named(source: Notebook) -> list[Cell]:
    return [cell for cell in source.cells if cell.grade_id]


def _original(cell: Cell) -> Original:
    meta = cell.nbgrader
    return Original(
        cell.grade_id or "", cell.node.cell_type, nb.unmarked(cell.source, SOLUTION), None, bool(meta.get("locked")),
        bool(meta.get("grade")), bool(meta.get("solution")), bool(meta.get("task")), cell.points,
    )  # fmt: skip
