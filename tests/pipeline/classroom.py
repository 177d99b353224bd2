"""The real course in a folder of its own, the commands that people type there, and what a cohort hands in."""

import copy
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from tito import notebook as nb
from tito.course import Course
from tito.gradebook import records
from tito.gradebook.verdicts import Verdict, open_verdicts
from tito.notebook import HIDDEN, SOLUTION, Role

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
MODULE, MILESTONE = "01_tensor", "m01_perceptron"
BELOW = ("01_tensor", "02_activations", "03_layers")
CELL_SECONDS = 8
WORDS = "In my own words: it depends on the shapes, as the worked example shows."


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Classroom:
    """A course folder, seen from a shell whose PATH knows nothing of the virtual environment."""

    root: Path

    @property
    def environment(self) -> dict[str, str]:
        home = self.root.parent / "home"
        home.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "TMPDIR") if name in os.environ}
        return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **kept}

    def run(self, command: str, *arguments: str, cwd: Path | None = None) -> Said:
        """Run one of the environment's commands by its absolute path."""
        done = subprocess.run(
            [BIN / command, *arguments],
            capture_output=True, text=True, cwd=cwd or self.root, env=self.environment, timeout=600, check=False,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    @property
    def course(self) -> Course:
        return Course.load(self.root)

    def source(self, name: str) -> nb.Notebook:
        return nb.read(self.root / "source" / name / f"{name}.ipynb")

    def points(self, name: str) -> dict[str, float]:
        """Points of each test cell."""
        return {str(cell.grade_id): cell.points for cell in self.source(name).by_role(Role.TEST)}

    def secrets(self, name: str) -> list[str]:
        """Hidden lines and lines of model answers that stand nowhere in the open; short ones are left out."""
        cells = self.source(name).cells
        public = "".join(nb.without(nb.without(c.source, SOLUTION), HIDDEN) for c in cells)
        marks = {Role.ANSWER: SOLUTION}
        lines = [x.strip() for c in cells for x in nb.inside(c.source, marks.get(c.role, HIDDEN))]
        return [line for line in lines if len(line) > 25 and line not in public]

    def notebook(self, name: str, solved: bool = True) -> NotebookNode:
        """The released notebook, or the source as a student would have completed it."""
        source = self.source(name)
        node = copy.deepcopy(source.node)
        for cell in node.cells:
            role = nb.Cell(cell, 0).role
            if role is Role.EXERCISE:
                keep = nb.unmarked if solved else lambda text, _: nb.cleared(text)
                cell.source = keep(cell.source, SOLUTION)
            elif role is Role.ANSWER:
                cell.source = WORDS if solved else nb.TEXT_STUB
            cell.source = nb.without(cell.source, HIDDEN)
            cell.metadata.pop("tito", None)
        return node

    def hand_in(self, student: str, name: str, node: NotebookNode | str) -> Path:
        """Put a notebook, or any text, where nbgrader collects submissions."""
        path = self.root / "submitted" / student / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(node if isinstance(node, str) else nbformat.writes(node), encoding="utf-8")
        return path

    @property
    def db_url(self) -> str:
        return records.url(self.root)

    def tests(self, name: str, student: str) -> dict[str, float]:
        """Points that the tests gave."""
        wanted = self.points(name)
        with Gradebook(self.db_url) as book:
            submission = book.find_submission(name, student)
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            return {grade.name: grade.auto_score for grade in grades if grade.name in wanted}

    def waiting(self, name: str, student: str) -> int:
        """Written answers that wait for a TA."""
        with Gradebook(self.db_url) as book:
            submission = book.find_submission(name, student)
            return sum(grade.needs_manual_grade for n in submission.notebooks for grade in n.grades)

    def verdicts(self, name: str) -> dict[str, Verdict]:
        with open_verdicts(self.db_url) as verdicts:
            return verdicts.of(name)


def cell_of(node: NotebookNode, grade_id: str) -> NotebookNode:
    (found,) = [c for c in node.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return found


def copy_course(root: Path) -> Classroom:
    """The course as it stands, with a shorter limit for a cell that hangs."""
    root.mkdir(parents=True)
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, root)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Exchange.root = {str(root.parent / 'exchange')!r}\n")
    toml = root / "course.toml"
    limit = f"cell_seconds = {CELL_SECONDS} "
    toml.write_text(re.sub(r"(?m)^cell_seconds = \d+ ", limit, toml.read_text(), count=1), encoding="utf-8")
    for name in (*BELOW, MILESTONE):
        shutil.copytree(ROOT / "source" / name, root / "source" / name)
    return Classroom(root)


@dataclass(frozen=True)
class Autograded:
    """How the cohort stood after `nbgrader autograde`, before anything else ran."""

    said: Said
    kinds: dict[str, str]
    reasons: dict[str, list[str]]
    tests: dict[str, dict[str, float]]
    waiting: dict[str, int]


@dataclass(frozen=True)
class Server:
    """A JupyterLab with formgrader, on the course."""

    client: httpx.Client

    def get(self, path: str) -> str:
        answer = self.client.get(f"/formgrader/{path}", follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    def api(self, method: str, path: str, body: object = None) -> Any:
        answer = self.client.request(method, f"/formgrader/api/{path}", json=body)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.json()

    def submission(self, student: str) -> str:
        """The id of a student's submitted notebook."""
        found = self.api("GET", f"submitted_notebooks/{MODULE}/{MODULE}")
        (one,) = [notebook["id"] for notebook in found if notebook["student"] == student]
        return one
