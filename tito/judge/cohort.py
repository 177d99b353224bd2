"""Grading every submission of one assignment: nothing lost, nothing twice, nothing again that has not changed.

This process alone reads the course and writes the gradebook; workers are given bytes and give bytes and scores back.
"""

import shutil
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from tito.course import Assignment, Course
from tito.errors import TitoError
from tito.gradebook import records
from tito.gradebook.grading import Book, Marks, NotebookMarks, open_book
from tito.gradebook.kinds import Kind
from tito.gradebook.verdicts import Verdict
from tito.judge import folders, settings, unit
from tito.judge.digests import Digests
from tito.judge.flow import Failed, each, within
from tito.judge.preparing import Preparing, refusal, sheets, without_links
from tito.judge.sandbox.errors import SandboxError
from tito.judge.settings import GradingError
from tito.judge.unit import GradedNotebook, Result, Unit
from tito.judge.words import decide_all, joined

_NO_TIME = "its timestamp.txt cannot be understood, so nobody knows whether it was late"


@dataclass(frozen=True)
class Graded:
    """One submission on its way past.

    Attributes:
        fresh: whether it had to be graded for its verdict.
        score: what it is worth now, manual marks and penalties included; None where nothing is recorded.
        level: how strongly the sandbox held, where it was graded now.
        engine: what ran its notebooks, where it was graded now.
        seconds: CPU seconds of "student", "judge" and "worker".
    """

    verdict: Verdict
    fresh: bool
    score: float | None = None
    level: str | None = None
    engine: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def submitted_by(course: Course, assignment: Assignment) -> list[str]:
    """Students who handed something in, by name."""
    found = (course.root / "submitted").glob(f"*/{assignment.id}")
    return sorted(folder.parent.name for folder in found)


def require_generated(assignment: Assignment, db_url: str) -> None:
    """Check that an assignment can be graded at all.

    Raises:
        GradingError: it has not been generated into the gradebook.
    """
    if not records.known(db_url, assignment.id):
        raise GradingError(
            f"{assignment.id} is not in the gradebook yet: run nbgrader generate_assignment {assignment.id} first."
        )


def run(
    course: Course, assignment: Assignment, executor: Executor, db_url: str, again: bool = False
) -> Iterator[Graded]:
    """Bring every submission of an assignment to a verdict; yields each as it is reached.

    Killed at any moment, the next run goes on: a verdict stands only in the transaction that brings its marks, and
    after its folder in autograded/.

    Args:
        executor: where submissions are graded; see `tito.judge.executors`.
        again: grade what has not changed, too.

    Raises:
        GradingError: the assignment has not been generated, or nbgrader is configured for something else.
        GradebookError: the gradebook cannot be written, or somebody else is writing to it.
    """
    require_generated(assignment, db_url)
    chosen = settings.read(course.root, assignment.id)
    folders.sweep(course.root / "autograded", assignment.id)
    with open_book(db_url, assignment.id, chosen.course_id, chosen.late) as book:
        preparing = Preparing(course, assignment, chosen, sheets(course.root, assignment.id, book.released))
        yield from _Cohort(preparing, book).grade(executor, again)


class _Cohort:
    """One run over one assignment."""

    def __init__(self, preparing: Preparing, book: Book) -> None:
        self.course, self.assignment = preparing.course, preparing.assignment
        self.preparing, self.book = preparing, book
        self.digests = Digests(self.course, self.assignment)
        self.made_of: dict[str, str] = {}  # digests of what is being graded
        self.files: dict[str, Mapping[str, bytes]] = {}  # beside the notebooks that are with a worker

    def grade(self, executor: Executor, again: bool) -> Iterator[Graded]:
        """Bring all submissions to their verdicts."""
        todo: list[str] = []
        for student in submitted_by(self.course, self.assignment):
            settled = self._without_grading(student, again)
            if settled:
                yield settled
            else:
                todo.append(student)
        if todo:
            self.preparing.refer(lambda made: within(executor, unit.grade, made))
        self.book.reopen([student for student in todo if student in self.book.verdicts])
        for student, outcome in each(executor, todo, self._task):
            yield self._done(student, outcome) if isinstance(outcome, Result) else self._failed(student, outcome)

    def _without_grading(self, student: str, again: bool) -> Graded | None:
        """The verdict of a submission that needs no run: unchanged, or with nothing in it."""
        now = self.digests.of(student)
        before = self.book.verdicts.get(student)
        reason = refusal(self.course, self.assignment, student)
        settled = before is not None and before.digest == now and (before.kind is Kind.NOT_GRADABLE or reason is None)
        if before and settled and not again and self._stands(before):
            return Graded(before, False, self.book.scores.get(student))
        if reason is None and without_links(self.course, self.assignment, student):
            now = self.digests.of(student)
        self.made_of[student] = now
        return None if reason is None else self._nothing(student, reason)

    def _stands(self, verdict: Verdict) -> bool:
        """Whether the graded notebook of a verdict is still there, for feedback and for a TA."""
        notebook = self._autograded(verdict.student) / f"{self.assignment.id}.ipynb"
        return verdict.kind is Kind.NOT_GRADABLE or notebook.is_file()

    def _submitted(self, student: str) -> Path:
        return self.course.root / "submitted" / student / self.assignment.id

    def _autograded(self, student: str) -> Path:
        return self.course.root / "autograded" / student / self.assignment.id

    def _verdict(
        self, student: str, kind: Kind, reasons: Iterable[str], made_of: str, engine: str = "", level: str = ""
    ) -> Verdict:
        seed = self.course.policies.seed
        return Verdict(self.assignment.id, student, kind, tuple(reasons), made_of, seed, engine, level)

    def _nothing(self, student: str, reason: str) -> Graded:
        verdict = self._verdict(student, Kind.NOT_GRADABLE, [reason], self.made_of[student])
        shutil.rmtree(self._autograded(student), ignore_errors=True)
        records.write_page(self.course.root, verdict)
        self.book.record_nothing(verdict, records.timestamp(self._submitted(student)))
        return Graded(verdict, True, 0.0)

    def _task(self, student: str) -> tuple[Callable[[Unit], Result], Unit]:
        if not (self.preparing.settings.create_student or self.book.knows(student)):
            raise Failed(f"No student with ID '{student}' exists in the database")
        made = self.preparing.unit(student)
        self.files[student] = made.files
        return unit.grade, made

    def _failed(self, student: str, error: BaseException) -> Graded:
        """A verdict that says how grading failed.

        Raises:
            SandboxError: it would fail for everybody.
        """
        if isinstance(error, SandboxError):
            raise error
        self.files.pop(student, None)
        plain = isinstance(error, Failed | TitoError)
        text = str(error).rstrip(".") if plain else "".join(traceback.format_exception_only(error)).strip()
        reason = f"grading stopped before it was done ({text}): grade this submission again"
        verdict = self._verdict(student, Kind.NEEDS_REVIEW, [reason], "")
        self.book.save(verdict)
        return Graded(verdict, True)

    def _done(self, student: str, result: Result) -> Graded:
        """Put the graded folder in its place, then marks and verdict into the gradebook."""
        notebooks, chosen = result.notebooks, self.preparing.settings
        arrived = records.timestamp(self._submitted(student))
        kind, reasons = decide_all([one.word for one in notebooks])
        files = self.files.pop(student)
        if arrived is None and files.get("timestamp.txt", b"").strip():
            kind, reasons = max(kind, Kind.NEEDS_REVIEW, key=list(Kind).index), [*reasons, _NO_TIME]
        graded = {f"{one.name}.ipynb": one.data for one in notebooks}
        folders.replace_folder(self._autograded(student), {**files, **graded}, chosen.mode, chosen.group)
        level, engine = joined(one.ran.level for one in notebooks), joined(one.ran.engine for one in notebooks)
        verdict = self._verdict(student, kind, reasons, self.made_of[student], engine, level)
        score = self.book.record(Marks(student, arrived, _marks(notebooks)), verdict)
        return Graded(verdict, True, score, level, engine, dict(result.seconds))


def _marks(notebooks: Sequence[GradedNotebook]) -> tuple[NotebookMarks, ...]:
    """What goes into the gradebook; as with nbgrader, a notebook is flagged for those that were graded before it."""
    words = [one.word for one in notebooks]
    flags = [decide_all(words[: count + 1])[0] is Kind.NEEDS_REVIEW for count in range(len(words))]
    return tuple(
        NotebookMarks(one.name, one.scores, one.comments, flag) for one, flag in zip(notebooks, flags, strict=True)
    )
