"""Small notebooks that are run as nbgrader's Execute runs a submission, with limits of a few seconds."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from tito.judge.folders import read_folder
from tito.judge.kernel import Allowance
from tito.judge.running import execute
from tito.judge.surroundings import beside
from tito.judge.work import Limits, Work


def test_cell(source: str, grade_id: str = "test-it", **metadata: Any) -> NotebookNode:
    """A test cell worth one point."""
    names = {
        "grade": True, "grade_id": grade_id, "locked": True, "points": 1, "schema_version": 3,
        "solution": False, "task": False, "cell_type": "code", "checksum": "0",
    }  # fmt: skip
    return new_code_cell(source, metadata={"nbgrader": names, **metadata})


test_cell.__test__ = False  # type: ignore[attr-defined]


@dataclass
class Bench:
    """A folder without a course, where notebooks are executed in kernels."""

    root: Path
    allowance: Allowance = field(default_factory=lambda: Allowance(20, 60, 100_000))

    def work(self) -> Work:
        """What notebooks are run with: the stock engine, and the files in `beside/`."""
        one = self.allowance
        limits = Limits(one.cell_seconds, one.notebook_seconds, one.wall_factor, one.output_bytes)
        return Work(beside(read_folder(self.root / "beside")), limits=limits, engine="stock")

    def run(self, *cells: str | NotebookNode, work: Work | None = None) -> "Ran":
        """Execute the cells as a submission."""
        nodes = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = new_notebook(cells=nodes, metadata={"kernelspec": kernelspec})
        ran = execute(notebook, work or self.work())
        return Ran(notebook, list(ran.incidents))


@dataclass
class Ran:
    """An executed notebook."""

    node: NotebookNode
    incidents: list[str]

    def scores(self) -> list[float | None]:
        """nbgrader's points for each test cell, in order."""
        return [determine_grade(cell)[0] for cell in self.node.cells if "nbgrader" in cell.metadata]

    def text(self, index: int) -> str:
        """What a cell printed."""
        return "".join(o.text for o in self.node.cells[index].outputs if o.output_type == "stream")

    def error(self, index: int) -> str:
        """Name of the last error in a cell, or nothing."""
        names = [o.ename for o in self.node.cells[index].outputs if o.output_type == "error"]
        return names[-1] if names else ""


def processes_with(text: str) -> list[int]:
    """Processes whose command line holds a text."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if text in line:
                found.append(int(folder.name))
    return found
