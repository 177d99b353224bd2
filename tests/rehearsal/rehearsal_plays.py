"""The real course, its notebooks as they are released, and a cohort on disk."""

import copy
from functools import cache
from pathlib import Path

import nbformat

from tito import notebook as nb
from tito.course import Assignment, Course
from tito.notebook import CODE_STUB, HIDDEN, TEXT_STUB, Notebook, Role
from tito.rehearsal.behaviours import Behaviour
from tito.rehearsal.cohort import Synthetic, rehearse

COURSE = Course.load(Path(__file__).parents[2])
BUILT = COURSE.built()


def released(source: Notebook) -> Notebook:
    """What nbgrader makes of a source, as far as a rehearsal can tell the difference."""
    node = copy.deepcopy(source.node)
    for cell, mine in zip(source.cells, node.cells, strict=True):
        if cell.role in (Role.EXERCISE, Role.ANSWER):
            mine.source = nb.cleared(cell.source, CODE_STUB if cell.is_code else TEXT_STUB)
        elif cell.role is Role.TEST:
            mine.source = nb.without(cell.source, HIDDEN)
    return Notebook(node, source.path)


@cache
def release_of(row: Assignment) -> Notebook:
    return released(nb.read(COURSE.source(row)))


def play(row: Assignment, folder: Path, seed: int = 0, plan: dict[str, Behaviour] | None = None) -> list[Synthetic]:
    """A cohort of one assignment in `folder`/submitted."""
    release = folder / f"{row.id}.ipynb"
    nbformat.write(release_of(row).node, release)
    return rehearse(COURSE, row, release, folder / "submitted", seed, plan)
