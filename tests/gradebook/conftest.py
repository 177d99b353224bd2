"""Small gradebooks made with nbgrader's own Gradebook, beside a copy of the real course.toml."""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tito.course import Course
from tito.gradebook import marks, records
from tito.gradebook.verdicts import Kind, Verdict, open_verdicts

ROOT = Path(__file__).parents[2]
DUE = datetime(2025, 3, 1, 12, 0)
TESTS = {"test-sum": 3.0, "test-add": 4.0, "test-mean": 3.0}  # not in the order of the alphabet
WRITTEN = {"answer-1": 10.0}
EXERCISES = {
    "test-sum": ["tensor-sum"],
    "test-add": ["tensor-add"],
    "test-mean": ["tensor-mean", "tensor-sum"],
}


@dataclass
class Classroom:
    """A course folder with a gradebook; `hand_in` is what a student and a grading run do."""

    root: Path

    @property
    def url(self) -> str:
        return records.url(self.root)

    @property
    def course(self) -> Course:
        return Course.load(self.root)

    @contextmanager
    def book(self) -> Iterator[Gradebook]:
        """The gradebook, to write into.

        nbgrader 0.9.6 adds rows to a session while it walks their relations, and SQLAlchemy remarks on each.
        """
        with warnings.catch_warnings(), Gradebook(self.url) as book:
            warnings.filterwarnings("ignore", message=r"Object of type <\w+> not in session")
            yield book

    def cohort(self, only: str | None = None) -> marks.Cohort:
        return marks.read(self.url, self.course, only)

    def assignment(self, name: str = "01_tensor", due: datetime | None = DUE) -> None:
        """Generate an assignment: three test cells, and one written answer."""
        with self.book() as book:
            book.add_assignment(name, duedate=due)
            book.add_notebook(name, name)
            for cell, points in TESTS.items():
                book.add_grade_cell(cell, name, name, max_score=points, cell_type="code")
            for cell, points in WRITTEN.items():
                book.add_grade_cell(cell, name, name, max_score=points, cell_type="markdown")
                book.add_solution_cell(cell, name, name)

    def enrol(self, *students: str, **names: str) -> None:
        with self.book() as book:
            for student in students:
                book.update_or_create_student(student, **names)

    def hand_in(
        self,
        student: str,
        name: str = "01_tensor",
        kind: Kind | None = Kind.GRADED,
        reasons: tuple[str, ...] = (),
        fails: tuple[str, ...] = (),
        written: float | None = None,
        extra: float | None = None,
        late: timedelta = timedelta(),
        penalty: float = 0.0,
        flagged: bool = False,
    ) -> None:
        """Hand in, be graded (all tests passed but `fails`), and have the written answer marked or not."""
        self.enrol(student)
        with self.book() as book:
            submission = book.add_submission(name, student, timestamp=DUE + late)
            for notebook in submission.notebooks:
                notebook.late_submission_penalty, notebook.flagged = penalty, flagged
            for cell, points in TESTS.items():
                grade = book.find_grade(cell, name, name, student)
                grade.auto_score, grade.needs_manual_grade = (0 if cell in fails else points), False
            answer = book.find_grade("answer-1", name, name, student)
            answer.manual_score, answer.extra_credit = written, extra
            answer.needs_manual_grade = written is None
            book.db.commit()
        if kind:
            self.decide(student, name, kind, reasons)

    def decide(self, student: str, name: str, kind: Kind, reasons: tuple[str, ...] = ()) -> None:
        with open_verdicts(self.url) as verdicts:
            verdicts.save(Verdict(name, student, kind, reasons))

    def write_source(self, name: str = "01_tensor") -> None:
        """An instructor's notebook whose test cells name their exercises."""
        cells = []
        for cell, points in TESTS.items():
            node = nbformat.v4.new_code_cell("pass")
            node.metadata["nbgrader"] = {
                "grade": True, "grade_id": cell, "locked": True, "points": points, "schema_version": 3,
                "solution": False, "task": False,
            }  # fmt: skip
            node.metadata["tito"] = {"tests": EXERCISES[cell], "needs": []}
            cells.append(node)
        path = self.course.source(name)
        path.parent.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def course_folder(root: Path, gradebook: Path | None = None) -> Classroom:
    """A folder with the course's outline and configuration, and a copy of a gradebook made before."""
    shutil.copy(ROOT / "course.toml", root)
    (root / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    if gradebook:
        shutil.copy(gradebook, root / "gradebook.db")
    return Classroom(root)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with 01_tensor in it, and nobody.

    Made once, because nbgrader runs alembic for a new one, by name, and that takes seconds.
    """
    room = course_folder(tmp_path_factory.mktemp("generated"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        room.assignment()
    return room.root / "gradebook.db"


@pytest.fixture(scope="session")
def crowded(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven students, of whom each shows something else, and a second assignment that one handed in."""
    room = course_folder(tmp_path_factory.mktemp("crowded"), generated)
    day = timedelta(days=1)
    room.assignment("02_activations", due=None)
    room.hand_in("ada", written=10.0, extra=2.5)
    room.hand_in("ben", fails=("test-mean",))
    room.hand_in("cai", fails=("test-mean", "test-add"), written=5.0, late=day, penalty=3.0)
    room.hand_in("dot", kind=Kind.NEEDS_REVIEW, reasons=("it tried <script>alert(1)</script>",))
    room.hand_in("eve", fails=tuple(TESTS), written=0.0, kind=Kind.NOT_GRADABLE, reasons=("no notebook",))
    room.hand_in("fay", kind=None, late=day)
    room.enrol("gus", first_name="Gus", last_name="O'Neil & <b>Sons</b>")
    room.hand_in("ada", "02_activations", fails=("test-sum",), written=10.0)
    return room.root / "gradebook.db"


@pytest.fixture
def empty(tmp_path: Path) -> Classroom:
    """A course folder without a gradebook."""
    return course_folder(tmp_path)


@pytest.fixture
def classroom(tmp_path: Path, generated: Path) -> Classroom:
    """A gradebook with 01_tensor in it, and nobody."""
    return course_folder(tmp_path, generated)


@pytest.fixture
def full(tmp_path: Path, crowded: Path) -> Classroom:
    """A copy of the crowded gradebook."""
    return course_folder(tmp_path, crowded)
