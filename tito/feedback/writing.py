"""Pages where nbgrader puts them, so that its `release_feedback` finds them; one for each graded notebook."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from pathlib import Path

from tito import files
from tito.errors import TitoError
from tito.feedback import page
from tito.feedback.sheets import Sheet, Sheets

_ALONG = ("timestamp.txt", "submission_secret.txt")  # release_feedback reads both
_AHEAD = 16  # students whose pages wait in the executor


def write(root: Path, sheet: Sheet, content: bytes, groupshared: bool = False) -> Path:
    """Put a page into feedback/STUDENT/ASSIGNMENT/, and beside it what releasing it needs; returns its path."""
    graded = root / "autograded" / sheet.student / sheet.assignment
    folder = root / "feedback" / sheet.student / sheet.assignment
    along = {folder / name: (graded / name).read_bytes() for name in _ALONG if _is_plain(graded / name)}
    target = folder / f"{sheet.notebook}.html"
    files.write_all({**along, target: content}, 0o664 if groupshared else 0o644)
    if groupshared:
        _share(folder)
    return target


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _share(folder: Path) -> None:
    """Let the group of graders write into a student's folders, as nbgrader does."""
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod((one.stat().st_mode | 0o2770) & 0o2777)


def write_all(
    db_url: str, root: Path, assignment: str, students: Sequence[str], executor: Executor, groupshared: bool = False
) -> Iterator[tuple[str, str | None]]:
    """Write the pages of a cohort; yields each student with why there is no page, or None.

    The parent reads and writes, and `executor` renders: it is sent bytes, and sends bytes back. A cohort never stands
    in memory at once.
    """
    cohort = Sheets(db_url, root, assignment, students)
    waiting: deque[_Student] = deque()
    try:
        for student in students:
            waiting.append(_begun(cohort, student, executor))
            if len(waiting) > _AHEAD:
                yield _ended(root, waiting.popleft(), groupshared)
        while waiting:
            yield _ended(root, waiting.popleft(), groupshared)
    finally:
        for _, future in (pair for student in waiting for pair in student.pages):
            future.cancel()


@dataclass(frozen=True)
class _Student:
    name: str
    pages: tuple[tuple[Sheet, Future[bytes]], ...] = ()
    failure: str | None = None


def _begun(cohort: Sheets, student: str, executor: Executor) -> _Student:
    """A student's pages on their way."""
    try:
        return _Student(student, tuple((one, executor.submit(page.render, one)) for one in cohort.of(student)))
    except (TitoError, OSError, BrokenExecutor) as error:
        return _Student(student, failure=_sentence(error))


def _ended(root: Path, student: _Student, groupshared: bool) -> tuple[str, str | None]:
    """A student's pages, written; whatever goes wrong with one costs that page alone."""
    failure = student.failure
    for sheet, future in student.pages:
        try:
            write(root, sheet, future.result(), groupshared)
        except Exception as error:
            failure = _sentence(error)
    return student.name, failure


def _sentence(error: Exception) -> str:
    if isinstance(error, BrokenExecutor):
        return "the process that rendered it was ended"
    return str(error) if isinstance(error, TitoError | OSError) else f"{type(error).__name__}: {error}"
