"""Nothing is said of real work: the references, every entry of the banks, and the synthetic cohorts."""

from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT
from tests.rehearsal.rehearsal_plays import BUILT, COURSE, play, release_of
from tito import notebook as nb
from tito.audit import bank
from tito.course import Assignment
from tito.judge.look.static import look
from tito.notebook import SOLUTION, Role
from tito.rehearsal.crowd import crowd

KINDS = {Role.EXERCISE: "student", Role.FREE: "student", Role.PROVIDED: "provided", Role.TEST: "test"}


@dataclass(frozen=True)
class Cell:
    """As the engine has it."""

    source: str
    kind: str
    grade_id: str | None


def cells_of(cells: list[nb.Cell], texts: dict[str, str]) -> list[Cell]:
    """Code cells, those of some grade_ids with other texts in them."""
    return [
        Cell(texts.get(cell.grade_id or "", cell.source), KINDS[cell.role], cell.grade_id)
        for cell in cells
        if cell.is_code
    ]


def released(row: Assignment) -> dict[str, str]:
    """The released text of each cell that is the student's, by grade_id or else by the cell's id."""
    cells = [cell for cell in release_of(row).cells if cell.is_code and KINDS[cell.role] == "student"]
    return {cell.grade_id or cell.node.id: cell.source for cell in cells}


@pytest.fixture(params=[row.id for row in BUILT])
def row(request: pytest.FixtureRequest) -> Assignment:
    return COURSE.assignment(request.param)


def test_the_reference(row: Assignment) -> None:
    cells = nb.read(COURSE.source(row)).cells
    assert look(cells_of(cells, {}), released=released(row)) == []
    solved = {cell.grade_id: nb.unmarked(cell.source, SOLUTION) for cell in cells if cell.role is Role.EXERCISE}
    assert look(cells_of(cells, solved), released=released(row)) == []


def test_every_entry_of_the_bank(row: Assignment) -> None:
    cells, entries = nb.read(COURSE.source(row)).cells, bank.entries(ROOT / "bank" / row.id)
    assert len(entries) > 20
    said = {entry.name: look(cells_of(cells, entry.cells), released=released(row)) for entry in entries}
    assert {name: found for name, found in said.items() if found} == {}


def test_the_cohort(row: Assignment, tmp_path: Path) -> None:
    looked_at = 0
    for one in play(row, tmp_path, 5, crowd(40, 5)):
        path = one.folder / f"{row.id}.ipynb"
        if path.is_file() and path.stat().st_size and not path.is_symlink():
            cells = [nb.Cell(node, index) for index, node in enumerate(nbformat.read(path, as_version=4).cells)]
            assert [str(said) for said in look(cells_of(cells, {}), released=released(row))] == [], one.behaviour.name
            looked_at += 1
    assert looked_at > 30


def test_one_bad_line_in_real_work_is_found(row: Assignment) -> None:
    cells = nb.read(COURSE.source(row)).cells
    exercise = next(cell for cell in cells if cell.role is Role.EXERCISE)
    text = nb.unmarked(exercise.source, SOLUTION) + "\nnp.allclose = lambda *a, **k: True"
    number = [cell.grade_id for cell in cells if cell.is_code].index(exercise.grade_id) + 1
    (found,) = look(cells_of(cells, {exercise.grade_id: text}), released=released(row))
    assert (found.cell, found.line, found.what) == (number, text.count("\n") + 1, "replaces numpy.allclose")
