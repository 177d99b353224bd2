"""Steps that do to a notebook, or to its folder, what honest students do by accident."""

import copy

from tito.notebook import Cell, Role
from tito.rehearsal.paper import Form, Paper


def delete_test(paper: Paper) -> None:
    """A test cell deleted."""
    tests = [str(cell.grade_id) for cell in paper.source.by_role(Role.TEST)]
    del paper.node.cells[paper.place(paper.rng.choice(tests))]
    paper.unusual = True


def delete_fixture(paper: Paper) -> None:
    """A locked cell deleted that later cells need."""
    provided = [cell for cell in paper.source.by_role(Role.PROVIDED) if cell.is_code]
    del paper.node.cells[paper.place(_fixture(provided))]
    paper.unusual = True


def duplicate_test(paper: Paper) -> None:
    """A test cell copied, with the name that it had."""
    tests = [str(cell.grade_id) for cell in paper.source.by_role(Role.TEST)]
    at = paper.place(paper.rng.choice(tests))
    twin = copy.deepcopy(paper.node.cells[at])
    twin.id = f"{twin.id[:56]}-copy"
    paper.node.cells.insert(at + 1, twin)
    paper.unusual = True


def empty_the_file(paper: Paper) -> None:
    """A file of no bytes, as an interrupted save leaves it."""
    _become(paper, "empty")


def rename(paper: Paper) -> None:
    """The notebook handed in under another name."""
    _become(paper, "renamed")


def forget(paper: Paper) -> None:
    """A folder without a notebook."""
    _become(paper, "absent")


def link(paper: Paper) -> None:
    """A link to a classmate's notebook."""
    _become(paper, "link")


def _become(paper: Paper, form: Form) -> None:
    paper.form = form


def _fixture(provided: list[Cell]) -> str:
    """The cell that is called a fixture, else the last one that is given."""
    called = [str(cell.grade_id) for cell in provided if "fixture" in str(cell.grade_id)]
    return called[0] if called else str(provided[-1].grade_id)
