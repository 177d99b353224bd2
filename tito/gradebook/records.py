"""Writing into nbgrader's own tables what nbgrader itself has no command for."""

import contextlib
import html
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import parse_utc
from traitlets.config import Config, PyFileConfigLoader

from tito import files
from tito.gradebook.verdicts import Verdict


def url(root: Path) -> str:
    """The gradebook's URL: the one that nbgrader_config.py names, else nbgrader's own default."""
    config = Config()
    if (root / "nbgrader_config.py").is_file():
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    return config.CourseDirectory.get("db_url") or f"sqlite:///{root / 'gradebook.db'}"


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


def record_nothing(root: Path, db_url: str, verdict: Verdict) -> None:
    """Record a submission without anything to grade: it arrived, it earns 0, and its student is told why."""
    folder = root / "submitted" / verdict.student / verdict.assignment
    with Gradebook(db_url) as gradebook:
        gradebook.update_or_create_student(verdict.student)
        arrived = {"timestamp": stamp} if (stamp := _timestamp(folder)) else {}
        gradebook.update_or_create_submission(verdict.assignment, verdict.student, **arrived)
        submission = gradebook.find_submission(verdict.assignment, verdict.student)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = 0, False
                grade.manual_score, grade.extra_credit = None, None  # given for what was handed in before
        gradebook.db.commit()
    _write_page(root, verdict)


def _timestamp(folder: Path) -> object:
    path = folder / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return parse_utc(path.read_text(encoding="utf-8", errors="replace").strip())
    except (ValueError, OverflowError):
        return None


def _write_page(root: Path, verdict: Verdict) -> None:
    path = root / "feedback" / verdict.student / verdict.assignment / f"{verdict.assignment}.html"
    reason = html.escape(verdict.reasons[0])
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>{verdict.assignment}</title>\n'
        '<body style="font-family: sans-serif; max-width: 40em; margin: 3em auto">\n'
        f"<h1>{verdict.assignment} could not be graded</h1>\n<p>Your submission earned 0 points: {reason}.</p>\n"
        "</body></html>\n"
    )
    files.write(path, text)
