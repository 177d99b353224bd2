"""A course of one module with one exercise, for which grading a submission takes a second."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from tito.course import Assignment, Course
from tito.gradebook import records
from tito.gradebook.verdicts import Verdict, open_verdicts
from tito.judge import cohort

ROOT = Path(__file__).parents[2]
NAME = "01_tensor"
RIGHT, WRONG = "return 2 * x", "return 3 * x"
SOLUTION = f"    ### BEGIN SOLUTION\n    {RIGHT}\n    ### END SOLUTION"
TEST = """check = checks.cell("test-twice")
check.close(twice(1), 2, rule="twice one is two")
### BEGIN HIDDEN TESTS
check.close(twice(4141), 8282, rule="large numbers are doubled, too")
### END HIDDEN TESTS"""
ANSWER = "### BEGIN SOLUTION\n**Model answer.** It doubles.\n\n**Rubric (30 points).**\n- 30\n### END SOLUTION"


class Inline(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def _cell(kind: str, grade_id: str, source: str, points: int | None = None, **roles: bool) -> NotebookNode:
    names: dict[str, Any] = {"grade": False, "locked": False, "solution": False, "task": False, **roles}
    names |= {"grade_id": grade_id, "schema_version": 3} | ({} if points is None else {"points": points})
    node = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    node.id, node.metadata["nbgrader"] = grade_id, NotebookNode(names)
    return node


def _source() -> NotebookNode:
    test = _cell("code", "test-twice", TEST, points=70, grade=True, locked=True)
    test.metadata["tito"] = {"tests": ["twice"], "needs": []}
    cells = [
        _cell("code", "setup", "#| default_exp core.tensor", locked=True),
        _cell("code", "import-checks", "from tito import checks", locked=True),
        _cell("code", "twice", f"#| export\ndef twice(x):\n{SOLUTION}", solution=True),
        test,
        _cell("markdown", "question", "What does it do?", locked=True),
        _cell("markdown", "answer", ANSWER, points=30, grade=True, solution=True),
    ]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def build(root: Path) -> None:
    """Write course.toml, configuration and source."""
    rows = re.split(r"(?=^\[\[)", (ROOT / "course.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = "".join(r if f'id = "{NAME}"' in r else r.replace("built = true", "built = false") for r in rows)
    (root / "course.toml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    path = root / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(_source(), path)


@dataclass
class Room:
    """A course folder whose assignment was generated, and what happens there."""

    root: Path
    executor: Executor = field(default_factory=Inline)
    graded: Counter[str] = field(default_factory=Counter)

    @property
    def course(self) -> Course:
        return Course.load(self.root)

    @property
    def row(self) -> Assignment:
        return self.course.assignment(NAME)

    @property
    def db_url(self) -> str:
        return records.url(self.root)

    def folder(self, student: str) -> Path:
        return self.root / "submitted" / student / NAME

    def hand_in(self, student: str, body: str = RIGHT, answer: str = "It doubles.") -> Path:
        """Hand in a notebook; returns its path."""
        node = nbformat.read(self.root / "release" / NAME / f"{NAME}.ipynb", as_version=4)
        (exercise,) = [c for c in node.cells if c.id == "twice"]
        exercise.source = f"#| export\ndef twice(x):\n    {body}"
        node.cells[-1].source = answer
        path = self.folder(student) / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        nbformat.write(node, path)
        return path

    def runs(self, student: str) -> int:
        """How often a student's notebook was graded here."""
        return self.graded[student]

    def grade(self, again: bool = False) -> dict[str, cohort.Graded]:
        found = list(cohort.run(self.course, self.row, self.executor, self.db_url, again))
        assert len({one.verdict.student for one in found}) == len(found)
        self.graded.update(one.verdict.student for one in found if one.engine)
        return {one.verdict.student: one for one in found}

    def verdicts(self) -> dict[str, Verdict]:
        with open_verdicts(self.db_url) as verdicts:
            return verdicts.of(NAME)

    def score(self, student: str) -> float:
        with Gradebook(self.db_url) as book:
            return book.find_submission(NAME, student).score
