"""Nine students of the first module, and what each of them hands in."""

import json
from collections.abc import Callable
from pathlib import Path

from classroom import MODULE, ROOT, Classroom, cell_of

from tito.audit import bank
from tito.notebook import defined_names


def ada(room: Classroom) -> Path:
    """All right, all answered, and a warning on stderr whenever something is summed."""
    node = room.notebook(MODULE)
    cell = cell_of(node, "tensor-sum")
    noise = "import sys, warnings\nwarnings.warn('slow')\nprint('on stderr', file=sys.stderr)\n"
    head, _, rest = cell.source.partition("\n")
    cell.source = f"{head}\n{noise}{rest}"
    return room.hand_in("ada", MODULE, node)


def ben(room: Classroom) -> Path:
    """The release, as it was fetched."""
    released = room.root / "release" / MODULE / f"{MODULE}.ipynb"
    return room.hand_in("ben", MODULE, released.read_text(encoding="utf-8"))


def cai(room: Classroom) -> Path:
    """All right, but cells were deleted, doubled, retyped and edited; no question answered."""
    node = room.notebook(MODULE)
    for cell in node.cells:
        if str(cell.metadata.get("nbgrader", {}).get("grade_id")).startswith("answer-"):
            cell.source = "YOUR ANSWER HERE"
    double = json.loads(json.dumps(cell_of(node, "test-mean")))
    cell_of(node, "test-max").cell_type = "markdown"
    retyped = cell_of(node, "test-max")
    del retyped["outputs"], retyped["execution_count"]
    cell_of(node, "tensor-class").source = "raise SystemExit"
    cell_of(node, "test-matmul").metadata.nbgrader["points"] = 1000
    node.cells = [c for c in node.cells if c.metadata.get("nbgrader", {}).get("grade_id") != "test-sum"]
    return room.hand_in("cai", MODULE, json.dumps({**node, "cells": [*node.cells, double]}))


def dot(room: Classroom) -> Path:
    """No notebook, though it is called one."""
    return room.hand_in("dot", MODULE, "<html>please log in again</html>")


def eve(room: Classroom) -> Path:
    """All right, but the largest entry is never found."""
    node = room.notebook(MODULE)
    name = defined_names(cell_of(node, "tensor-max").source)[0]
    cell_of(node, "tensor-max").source += f"\n\ndef {name}(*args, **kwargs):\n    while True:\n        pass\n"
    return room.hand_in("eve", MODULE, node)


def fay(room: Classroom) -> Path:
    """A link to a classmate's notebook."""
    path = room.root / "submitted" / "fay" / MODULE / f"{MODULE}.ipynb"
    path.parent.mkdir(parents=True)
    path.symlink_to(room.root / "submitted" / "ada" / MODULE / f"{MODULE}.ipynb")
    return path


def gus(room: Classroom) -> Path:
    """All right, under another name."""
    path = room.hand_in("gus", MODULE, room.notebook(MODULE))
    return path.rename(path.with_name(f"{MODULE}-Copy1.ipynb"))


def hal(room: Classroom) -> Path:
    """A folder without a notebook."""
    path = room.hand_in("hal", MODULE, "")
    path.unlink()
    (path.parent / "notes.txt").write_text("The notebook is at home.\n")
    return path


def ivy(room: Classroom) -> Path:
    """One misconception from the bank."""
    node = room.notebook(MODULE)
    for grade_id, text in mistake().cells.items():
        cell_of(node, grade_id).source = text
    return room.hand_in("ivy", MODULE, node)


def mistake() -> bank.Entry:
    """A misconception about the mean, which the tests of the mean find."""
    folder = ROOT / "bank" / MODULE
    return next(entry for entry in bank.entries(folder) if "tensor-mean" in entry.cells and not entry.right)


HABITS: dict[str, Callable[[Classroom], Path]] = {
    habit.__name__: habit for habit in (ada, ben, cai, dot, eve, fay, gus, hal, ivy)
}
