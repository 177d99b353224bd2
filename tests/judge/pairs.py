"""The tiny course twice, one graded by nbgrader and one by tito grade, and what a cohort hands in there."""

import contextlib
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from gradebook_rows import file_differences, graded_files, table_differences, tables
from judge_course import Inline
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from tests.pipeline.tiny_course import EXERCISES, MODULE, build, exercise
from tito.course import Course
from tito.gradebook import records
from tito.judge import cohort
from tito.judge.api import api

DUE = datetime.datetime(2026, 3, 1, 12)
HALF = """
from nbgrader.plugins import BasePlugin

class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return None if total_seconds_late < 3600 else score / 2 if student_id != "ben" else 10 * score + 1

c.AssignLatePenalties.plugin_class = Half
c.LimitOutput.max_lines = 4
c.Autograde.exclude_overwriting = {"01_tensor": ["own.txt"]}
"""


@dataclass
class Pair:
    """The same course twice: `theirs` is graded by nbgrader, `ours` by tito grade."""

    theirs: Path
    ours: Path
    patch: pytest.MonkeyPatch
    database: Callable[[Path], Path] = lambda root: root / "gradebook.db"

    def both(self, act: Callable[[Path], object]) -> None:
        act(self.theirs)
        act(self.ours)

    def grade(self) -> None:
        """Grade everybody in both."""
        self.patch.chdir(self.theirs)
        for folder in sorted((self.theirs / "submitted").glob(f"*/{MODULE}")):
            result = api(str(self.theirs)).autograde(MODULE, folder.parent.name, force=True)
            assert result["success"], result.get("log")
        self.patch.chdir(self.ours)
        course = Course.load(self.ours)
        list(cohort.run(course, course.assignment(MODULE), Inline(), records.url(self.ours), again=True))

    def differences(self) -> list[str]:
        one, two = (tables(self.database(root)) for root in (self.theirs, self.ours))
        files = file_differences(*(graded_files(root, MODULE) for root in (self.theirs, self.ours)))
        found = table_differences(one, two) + files + self._modes()
        return sorted(found, key=lambda text: (text.startswith(("grade:", "comment:")), text))

    def _modes(self) -> list[str]:
        of = [
            {p.relative_to(root): p.stat().st_mode for p in sorted((root / "autograded").rglob("*"))}
            for root in (self.theirs, self.ours)
        ]
        return [f"mode of {name}" for name in of[0].keys() | of[1].keys() if of[0].get(name) != of[1].get(name)]


def generate(root: Path) -> None:
    """Build the course and release its module; late work earns nothing. nbgrader must find alembic on PATH."""
    build(root)
    toml = root / "course.toml"
    toml.write_text(toml.read_text().replace('late = "none"', 'late = "zero"', 1))
    with contextlib.chdir(root):
        result = api(str(root)).generate_assignment(MODULE)
    assert result["success"], result
    with Gradebook(records.url(root)) as book:
        book.update_or_create_assignment(MODULE, duedate=DUE)
    for name in ("given.txt", "own.txt"):
        (root / "source" / MODULE / name).write_text("the course's")


def paper(root: Path, wrong: tuple[str, ...] = (), words: str | None = "In my own words.") -> NotebookNode:
    """The released notebook, done; `wrong` exercises are done wrong."""
    node = nbformat.read(root / "release" / MODULE / f"{MODULE}.ipynb", as_version=4)
    for cell in node.cells:
        name = cell.id.removeprefix("tiny-")
        if cell.id.startswith("tiny-") and name in EXERCISES:
            right, _, mistakes = EXERCISES[name]
            cell.source = exercise(name, mistakes[0] if name in wrong else right)
        elif cell.id.startswith("answer-") and words is not None:
            cell.source = words
    return node


def hand_in(root: Path, student: str, node: NotebookNode | str, hours_late: float | None = -1) -> Path:
    folder = root / "submitted" / student / MODULE
    folder.mkdir(parents=True, exist_ok=True)
    text = node if isinstance(node, str) else nbformat.writes(node)
    (folder / f"{MODULE}.ipynb").write_text(text)
    if hours_late is not None:
        moment = DUE + datetime.timedelta(hours=hours_late)
        (folder / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC")
    return folder


def cell(node: NotebookNode, name: str) -> NotebookNode:
    return next(one for one in node.cells if one.id == name)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def first_round(root: Path) -> None:
    """Everybody hands in something."""
    folder = hand_in(root, "ada", paper(root))
    (folder / "data").mkdir()
    for name in ("data/x.csv", "given.txt", "own.txt", "notes~", "other.ipynb"):
        (folder / name).write_text("the student's")
    (folder / "link.txt").symlink_to("../../../course.toml")
    hand_in(root, "ben", paper(root, ("twice", "mean")), hours_late=5)
    hand_in(root, "cai", _duplicated(paper(root, ("total",))))
    hand_in(root, "dot", _deleted(paper(root)), hours_late=0.5)
    hand_in(root, "eve", paper(root, words=None), hours_late=None)
    hand_in(root, "fay", "not JSON", hours_late=50)
    hand_in(root, "gus", _stopped(paper(root)))
    hand_in(root, "hal", (root / "release" / MODULE / f"{MODULE}.ipynb").read_text(), hours_late=3)
    hand_in(root, "ivy", _loud(paper(root)))


def _duplicated(node: NotebookNode) -> NotebookNode:
    copy = nbformat.from_dict(cell(node, "test-total"))
    copy.id, copy.source = "copied", "assert True"
    cell(node, "test-twice").source = "assert True"
    node.cells.append(copy)
    return node


def _deleted(node: NotebookNode) -> NotebookNode:
    node.cells = [one for one in node.cells if one.id not in ("test-square", "tiny-setup", "answer-tiny-2")]
    cell(node, "test-negate").cell_type = "raw"
    for key in ("outputs", "execution_count"):
        cell(node, "test-negate").pop(key, None)
    return node


def _stopped(node: NotebookNode) -> NotebookNode:
    cell(node, "tiny-largest").source += "# STOPPED"
    return node


def _loud(node: NotebookNode) -> NotebookNode:
    cell(node, "tiny-negate").source += "print('\\n'.join(map(str, range(2000))))"
    cell(node, "tiny-negate").metadata.update(collapsed=True, tags=["loud"], execution={"a": "b"})
    cell(node, "tiny-negate").outputs = [nbformat.v4.new_output("stream", text="old")]
    node.metadata["tito"] = {"unreadable": "", "incidents": ["graded by hand: 100 points"]}
    node.metadata["kernelspec"] = {"name": "other", "display_name": "Other"}
    return node


def by_hand(root: Path) -> None:
    """What TAs do in formgrader between two rounds."""
    with Gradebook(records.url(root)) as book:
        for student, name, points, extra in (
            ("ada", "answer-tiny-1", 7, 2), ("ada", "test-mean", 11, None), ("ben", "answer-tiny-1", 3, None),
            ("ben", "test-twice", None, 1.5), ("cai", "answer-tiny-3", 0, None), ("hal", "answer-tiny-1", 5, None),
        ):  # fmt: skip
            grade = book.find_grade(name, MODULE, MODULE, student)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = points, extra, False
        for student, name in (("ada", "answer-tiny-1"), ("eve", "tiny-twice"), ("cai", "answer-tiny-1")):
            book.find_comment(name, MODULE, MODULE, student).manual_comment = "well argued"
        book.find_submission_notebook(MODULE, MODULE, "gus").flagged = False
        book.find_student("ada").first_name = "Ada"
        book.db.commit()
        book.grant_extension(MODULE, "ben", hours=4, minutes=30)
        book.grant_extension(MODULE, "fay", days=9)


def second_round(root: Path) -> None:
    """Some hand in again."""
    hand_in(root, "ada", paper(root, ("mean", "twice"), words="Better words."))
    hand_in(root, "eve", paper(root, words="At last."), hours_late=2)
    hand_in(root, "fay", paper(root, ("negate",)), hours_late=60)
    hand_in(root, "dot", "{}", hours_late=None)
    (root / "submitted" / "ada" / MODULE / "data" / "x.csv").unlink()
