"""Two course folders with the same submissions, one graded by plain nbgrader and one by this project."""

import datetime
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from tito import package
from tito.course import Assignment, Course
from tito.rehearsal import stage
from tito.rehearsal.behaviours import Behaviour
from tito.rehearsal.cohort import Synthetic, due, rehearse
from tito.stack import VARIABLE

ROOT = Path(__file__).parents[2]
COURSE = Course.load(ROOT)
NBGRADER = (sys.executable, "-m", "nbgrader")
TITO = (sys.executable, "-c", "from tito.cli import main; main()")
_STOCK = """\
from pathlib import Path

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.db_url = f"sqlite:///{here}/gradebook.db"
c.LateSubmissionPlugin.penalty_method = "LATE"
"""


@dataclass(frozen=True)
class Folder:
    """A course folder that commands are run in.

    Attributes:
        stack: folder of the `tinytorch` that stock kernels import; this project's engine finds its own.
    """

    root: Path
    stack: Path | None = None

    @property
    def db(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def environment(self) -> dict[str, str]:
        """A shell with the virtual environment active, one thread a process, and nobody's own configuration."""
        home = self.root.parent / "home"
        home.mkdir(exist_ok=True)
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        own = {"PATH": path, "HOME": str(home), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        stack = {VARIABLE: str(self.stack), "TITO_SEED": str(COURSE.policies.seed)} if self.stack else {}
        return {**os.environ, "PYTHONPATH": str(ROOT), **own, **stack}

    def run(self, *command: str) -> str:
        """Run a command to its end; returns what it printed.

        Raises:
            RuntimeError: it failed.
        """
        done = subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[-4:])} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout + done.stderr


def ours(root: Path, rows: Sequence[Assignment], late: str = "none") -> Course:
    """A course of this project, with its assignments generated and nobody in it."""
    copy = stage.prepare(COURSE, root)
    toml = root / "course.toml"
    toml.write_text(re.sub(r'(?m)^late = "\w+"', f'late = "{late}"', toml.read_text(), count=1))
    with_path = Folder(root).environment["PATH"]
    os.environ["PATH"] = with_path  # nbgrader looks for `alembic` there
    for row in rows:
        stage.generate(copy, row)
    return Course.load(root)


def stock(root: Path, rows: Sequence[Assignment], late: str = "none") -> Folder:
    """The same course as plain nbgrader 0.9.6 sees it: default preprocessors, nothing plugged in."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(_STOCK.replace("LATE", late))
    folder = Folder(root, root.parent / "stock-stack" / rows[-1].id)
    package.write(package.prefix(COURSE, rows[-1]), folder.stack or root)
    for row in rows:
        shutil.copytree(COURSE.source(row).parent, root / "source" / row.id)
        folder.run(*NBGRADER, "generate_assignment", row.id, "--create")
        set_due(folder.db, row.id, due(COURSE, row))
    return folder


def set_due(db: Path, assignment: str, moment: datetime.datetime) -> None:
    """Set when an assignment is due (UTC)."""
    with Gradebook(f"sqlite:///{db}") as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=moment)


def hand_in(
    course: Course, rows: Sequence[Assignment], plans: Mapping[str, Mapping[str, Behaviour]], seed: int
) -> list[Synthetic]:
    """Write everybody's submissions of each assignment.

    Args:
        plans: assignment -> student -> what they do.
    """
    cohort: list[Synthetic] = []
    for row in rows:
        release = course.root / "release" / row.id / f"{row.id}.ipynb"
        # Sources and bank are the real course's; submissions go where the copy grades them.
        cohort += rehearse(COURSE, row, release, course.root / "submitted", seed, plans[row.id])
    return cohort


def copy_submissions(source: Path, target: Path, students: Sequence[str], assignment: str) -> None:
    """The same files in another course folder, times included."""
    for student in students:
        there = target / "submitted" / student / assignment
        shutil.rmtree(there, ignore_errors=True)
        shutil.copytree(source / "submitted" / student / assignment, there, symlinks=True)
