"""Writing into nbgrader's own tables what nbgrader itself has no command for."""

import contextlib
import datetime
import html
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import parse_utc
from traitlets.config import Config, PyFileConfigLoader

from tito import files
from tito.gradebook.verdicts import Verdict

_ALONG = ("timestamp.txt", "submission_secret.txt")  # by which release_feedback knows the submission
_STAMP = 500  # bytes that are read of a timestamp


def url(root: Path) -> str:
    """The gradebook's URL: the one that nbgrader_config.py names, else nbgrader's own default."""
    return _configured(root).CourseDirectory.get("db_url") or f"sqlite:///{root / 'gradebook.db'}"


def course_id(root: Path) -> str:
    """nbgrader's name of the course, as nbgrader_config.py has it; empty where it has none."""
    return _configured(root).CourseDirectory.get("course_id") or ""


def _configured(root: Path) -> Config:
    if (root / "nbgrader_config.py").is_file():
        return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    return Config()


def known(db_url: str, assignment: str) -> bool:
    """Whether an assignment was generated into the gradebook."""
    with Gradebook(db_url) as gradebook:
        try:
            return bool(gradebook.find_assignment(assignment).notebooks)
        except MissingEntry:
            return False


def flag(db_url: str, assignment: str, student: str, notebook: str) -> None:
    """Flag a submission in formgrader's list; a TA takes the flag away there."""
    with Gradebook(db_url) as gradebook, contextlib.suppress(MissingEntry):
        gradebook.find_submission_notebook(notebook, assignment, student).flagged = True
        gradebook.db.commit()


def timestamp(folder: Path) -> datetime.datetime | None:
    """When a submission was handed in, in UTC; None where it does not say, or not in a way that can be understood."""
    path = folder / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            text = file.read(_STAMP).decode("utf-8", "replace").strip()
        return parse_utc(text) if text else None
    except (ValueError, OverflowError):
        return None


def write_page(root: Path, verdict: Verdict) -> None:
    """Tell a student why there was nothing to grade, where feedback stands otherwise."""
    folder = root / "feedback" / verdict.student / verdict.assignment
    reason = html.escape(verdict.reasons[0])
    arrived = timestamp(root / "submitted" / verdict.student / verdict.assignment)
    about = f"It arrived on {arrived:%Y-%m-%d at %H:%M:%S} UTC. " if arrived else ""
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>{verdict.assignment}</title>\n'
        '<body style="font-family: sans-serif; max-width: 40em; margin: 3em auto">\n'
        f"<h1>{verdict.assignment} could not be graded</h1>\n<p>Your submission earned 0 points: {reason}.</p>\n"
        f"<p>{about}If there is still time, repair it and submit again; else ask your instructor.</p>\n"
        "</body></html>\n"
    )
    submitted = root / "submitted" / verdict.student / verdict.assignment
    along = {folder / name: (submitted / name).read_bytes() for name in _ALONG if _is_plain(submitted / name)}
    files.write_all({**along, folder / f"{verdict.assignment}.html": text.encode()})
    for path in (*(folder / name for name in _ALONG), *folder.glob("*.html")):
        if path not in along and path.stem != verdict.assignment:  # of an earlier submission nothing may stay beside it
            path.unlink(missing_ok=True)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
