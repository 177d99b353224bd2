"""A course of one small assignment: a gradebook that knows its cells, and notebooks to hand in."""

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)

HIDDEN_LINE = 'check.close(add(4141, 1), 4142, rule="large numbers are added, too")'
TEST = f"""check = checks.cell("test-add")
check.close(add(1, 1), 2, rule="one and one make two")
### BEGIN HIDDEN TESTS
{HIDDEN_LINE}
### END HIDDEN TESTS"""
EXERCISE = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
ANSWER = (
    "### BEGIN SOLUTION\n**Model answer.** Because addition commutes.\n\n**Rubric (10 points).**\n"
    "- 10 points: names the law of commutation\n### END SOLUTION"
)


def cell(kind: str, grade_id: str, source: str, points: float | None = None, **roles: bool) -> NotebookNode:
    """A cell with nbgrader's metadata, whose id is its grade_id."""
    names: dict[str, Any] = {"grade": False, "locked": False, "solution": False, "task": False, **roles}
    names |= {"grade_id": grade_id, "schema_version": 3} | ({} if points is None else {"points": points})
    node = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    node.id, node.metadata["nbgrader"] = grade_id, NotebookNode(names)
    return node


def source_notebook() -> NotebookNode:
    """The instructor's notebook of the assignment `a`."""
    cells = [
        cell("code", "setup", "from tito import checks", locked=True),
        cell("code", "add", EXERCISE, solution=True),
        cell("code", "test-add", TEST, points=5, grade=True, locked=True),
        new_markdown_cell("Some prose."),
        cell("markdown", "question", "Why is a + b the same as b + a?", locked=True),
        cell("markdown", "answer", ANSWER, points=10, grade=True, solution=True),
    ]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


@dataclass(frozen=True)
class Desk:
    """Where the assignment was generated: source, release and gradebook in one folder."""

    root: Path

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root}/gradebook.db"

    def resources(self, student: str = "ann") -> dict[str, Any]:
        names = {"assignment": "a", "student": student, "notebook": "a", "db_url": self.db_url}
        return {"nbgrader": names}

    def released(self) -> NotebookNode:
        return nbformat.read(self.root / "release" / "a" / "a.ipynb", as_version=4)

    def source(self) -> NotebookNode:
        return nbformat.read(self.root / "source" / "a" / "a.ipynb", as_version=4)


def generate(root: Path) -> Desk:
    """Do what `nbgrader generate_assignment a` does, without the seconds that its start takes."""
    desk = Desk(root)
    source = source_notebook()
    _write(source, root / "source" / "a" / "a.ipynb")
    with Gradebook(desk.db_url) as book:
        book.add_assignment("a")
        book.add_notebook("a", "a")
    node, resources = copy.deepcopy(source), desk.resources(".") | {"metadata": {}}
    resources["language"] = "python"
    for step in (LockCells, ClearSolutions, ComputeChecksums, SaveCells, ClearHiddenTests):
        node, resources = step().preprocess(node, resources)
    _write(node, root / "release" / "a" / "a.ipynb")
    return desk


def _write(node: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True)
    nbformat.write(node, path)
