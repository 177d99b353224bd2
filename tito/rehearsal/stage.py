"""A course of its own for a rehearsal: the real one's notebooks, and none of its submissions or marks."""

import shutil
from pathlib import Path

from nbgrader.api import Gradebook

from tito import audited
from tito.course import Assignment, Course
from tito.gradebook import records
from tito.judge import api
from tito.rehearsal.cohort import due
from tito.rehearsal.folders import MARKER, RehearsalError

_CONFIG = "nbgrader_config.py"
_OWN_CONFIG = """
# Added by the rehearsal: whatever stands above, this copy keeps to its own folder.
from pathlib import Path as _Path

c = get_config()  # noqa: F821
_here = _Path(__file__).resolve().parent
c.CourseDirectory.root = str(_here)
c.CourseDirectory.course_id = "rehearsal"
c.CourseDirectory.db_url = f"sqlite:///{_here}/gradebook.db"
c.Exchange.root = str(_here / "exchange")
"""


def prepare(course: Course, into: Path) -> Course:
    """Copy what a rehearsal needs into a folder of its own; an earlier rehearsal there is continued.

    Raises:
        RehearsalError: the folder holds something else.
    """
    into = into.absolute()
    if into.resolve() in (course.root.resolve(), *course.root.resolve().parents):
        raise RehearsalError(f"{into} holds your course: give a rehearsal a folder of its own.")
    if into.exists() and not _is_ours(into):
        raise RehearsalError(f"{into} is not from a rehearsal: give an empty folder, or a new one.")
    into.mkdir(parents=True, exist_ok=True)
    (into / MARKER).write_text("This folder was made by a rehearsal, which may replace anything in it.\n")
    (into / ".gitignore").write_text("*\n")
    shutil.copy(course.root / "course.toml", into)
    config = (course.root / _CONFIG).read_text(encoding="utf-8")
    (into / _CONFIG).write_text(config + _OWN_CONFIG, encoding="utf-8")
    _copy_sources(course, into)
    _copy_audits(course, into)
    return Course.load(into)


def _is_ours(folder: Path) -> bool:
    """Whether an earlier rehearsal made a folder, or nothing is in it."""
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))


def _copy_sources(course: Course, into: Path) -> None:
    shutil.rmtree(into / "source", ignore_errors=True)
    for row in course.built():
        shutil.copytree(course.source(row).parent, into / "source" / row.id, ignore=_not_copied)


def _copy_audits(course: Course, into: Path) -> None:
    """The audits as committed: a release in the rehearsal's folder is let out, or refused, as the real one would be."""
    shutil.rmtree(into / "bank", ignore_errors=True)
    for row in course.built():
        if audited.place(course, row).is_file():
            (into / "bank" / row.id).mkdir(parents=True)
            shutil.copy(audited.place(course, row), into / "bank" / row.id)


def _not_copied(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in (".ipynb_checkpoints", "__pycache__")}


def generate(stage: Course, assignment: Assignment) -> Path:
    """Generate a release with nbgrader, and set when it is due; returns the released notebook.

    Raises:
        NbgraderError: nbgrader refuses.
    """
    api.generate(stage.root, assignment.id)
    with Gradebook(records.url(stage.root)) as gradebook:
        gradebook.update_or_create_assignment(assignment.id, duedate=due(stage, assignment))
    return stage.root / "release" / assignment.id / f"{assignment.id}.ipynb"
