"""From a course to what its pages are made of: bytes and plain values, which any process may be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tito import notebook as nb
from tito.errors import TitoError
from tito.feedback import pictures
from tito.feedback.grades import Grades
from tito.release import Secrets


class FeedbackError(TitoError):
    """A page cannot be made."""


@dataclass(frozen=True)
class Sheet:
    """All that one page is made of.

    Attributes:
        content: the graded notebook, as autograding wrote it.
        secrets: lines of hidden tests and rubrics, to look for on the way out.
        pictures: data addresses of the assignment's own pictures, by the names under which its cells show them.
    """

    student: str
    assignment: str
    notebook: str
    content: bytes
    grades: Grades
    secrets: Secrets = Secrets(frozenset())  # noqa: RUF009 - it is frozen
    pictures: Mapping[str, str] = field(default_factory=dict)


def graded(root: Path, assignment: str) -> list[str]:
    """The students who have a graded notebook of an assignment, by name."""
    paths = (root / "autograded").glob(f"*/{assignment}/*.ipynb")
    return sorted({path.parent.parent.name for path in paths})


class Sheets:
    """The sheets of an assignment: one read of the gradebook for all students, then a notebook at a time."""

    def __init__(self, db_url: str, root: Path, assignment: str, students: Sequence[str]) -> None:
        from tito.feedback import reading  # nbgrader's tables are seconds to import; only who reads pays for them

        self._root, self._assignment = root, assignment
        self._grades = reading.read(db_url, assignment, students)
        self._pictures = pictures.released(root / "release" / assignment)

    def of(self, student: str) -> list[Sheet]:
        """A student's sheets, one for each graded notebook.

        Raises:
            FeedbackError: there is none, or the gradebook does not know it.
        """
        folder = self._root / "autograded" / student / self._assignment
        paths = [path for path in sorted(folder.glob("*.ipynb")) if path.is_file()]
        if not paths:
            raise FeedbackError(f"There is no graded notebook of {self._assignment} by {student}: grade it first.")
        return [self.one(student, path) for path in paths]

    def one(self, student: str, path: Path) -> Sheet:
        """The sheet of the graded notebook at `path`.

        Raises:
            FeedbackError: the gradebook does not know it.
        """
        grades = self._grades.get((student, path.stem))
        if grades is None:
            raise FeedbackError(f"The gradebook has no {path.stem} of {self._assignment} by {student}: grade it first.")
        known = secrets(self._root, self._assignment, path.stem)
        return Sheet(student, self._assignment, path.stem, path.read_bytes(), grades, known, self._pictures)


def secrets(root: Path, assignment: str, notebook: str) -> Secrets:
    """What may stand on no page of an assignment; nothing where its source is not there."""
    path = root / "source" / assignment / f"{notebook}.ipynb"
    try:
        return _secrets(path, path.stat().st_mtime_ns)
    except (OSError, nb.NotebookError):
        return Secrets(frozenset())


@lru_cache(maxsize=64)
def _secrets(path: Path, changed: int) -> Secrets:
    return Secrets.of_tests(nb.read(path))
