"""Crowds for measuring: any number of people, the same every time, and all that the bank has."""

from collections import Counter
from pathlib import Path

import pytest
from rehearsal_plays import BUILT, COURSE, play, release_of

from tito import notebook as nb
from tito import package
from tito.audit import bank, runner
from tito.course import Assignment
from tito.notebook import Role
from tito.rehearsal.behaviours import EVERY
from tito.rehearsal.cohort import Synthetic
from tito.rehearsal.crowd import crowd

CODE = (Role.PROVIDED, Role.EXERCISE, Role.TEST, Role.FREE)


def submitted(one: Synthetic) -> nb.Notebook:
    return nb.read(one.folder / f"{one.assignment}.ipynb")


@pytest.mark.parametrize("count", [1, 7, 100, 250])
def test_a_crowd_has_the_size_that_was_asked_for(count: int) -> None:
    assert len(crowd(count, 0)) == count
    assert crowd(count, 0) == crowd(count, 0)


def test_another_seed_deals_otherwise() -> None:
    assert crowd(100, 0) != crowd(100, 1)


def test_everybody_hands_in_a_notebook_and_most_try() -> None:
    counts = Counter(habit.name for habit in crowd(100, 0).values())
    assert all(EVERY[name].readable for name in counts)
    assert counts["right"] + counts["other design"] > counts["blank"] + counts["exception"]
    assert counts["hang"] == 0


def test_loops_without_an_end_come_on_request_alone() -> None:
    counts = Counter(habit.name for habit in crowd(30, 0, hanging=2, besides=("deleted cells",)).values())
    assert counts["hang"] == 2
    assert counts["deleted cells"] == 1
    assert counts.total() == 30


def test_a_large_cohort_holds_every_entry_of_the_bank(row: Assignment, tmp_path: Path) -> None:
    entries = bank.entries(COURSE.root / "bank" / row.id)
    texts = {cell.source for one in play(row, tmp_path, plan=crowd(240, 1)) for cell in submitted(one).cells}
    assert entries
    for entry in (entry for entry in entries if not entry.right):
        assert set(entry.cells.values()) <= texts, entry.name


def test_a_small_one_does_not(tmp_path: Path) -> None:
    """The negative control of the test before."""
    entries = bank.entries(COURSE.root / "bank" / BUILT[0].id)
    texts = {cell.source for one in play(BUILT[0], tmp_path, plan=crowd(5, 1)) for cell in submitted(one).cells}
    assert not all(set(entry.cells.values()) <= texts for entry in entries)


def test_noise_stands_in_its_notebook(tmp_path: Path) -> None:
    names = ("prints", "noise on stderr", "plots", "hang")
    plan = {name.replace(" ", "-"): EVERY[name] for name in names}
    found = [" ".join(cell.source for cell in submitted(one).cells) for one in play(BUILT[0], tmp_path, plan=plan)]
    own = ('print("I am here")', "file=sys.stderr", "figsize=(3, 2)", "while True:")
    assert [[text in notebook for text in own].index(True) for notebook in found] == [0, 1, 2, 3]


def test_what_is_expected_comes_true_outside_of_nbgrader(tmp_path: Path) -> None:
    """Papers of every kind, run as the audit runs the bank: marks are what the rehearsal says."""
    row = BUILT[0]
    names = [name for name, habit in EVERY.items() if habit.readable and name not in ("hang", "deleted cells")]
    plan = {f"student{place}": EVERY[name] for place, name in enumerate(names)}
    cohort = play(row, tmp_path, plan=plan)
    package.write(package.prefix(COURSE, row), tmp_path / "stack")
    answers = runner.run([_job(row, one, tmp_path / "stack") for one in cohort])
    assert len(answers) > 10
    for one, answer in zip(cohort, answers, strict=True):
        passed = {name for name in one.expected.points if answer[name] is None}
        sure = one.expected.points.keys() - one.expected.lost - one.expected.doubtful
        assert sure <= passed, one.behaviour.name
        assert not passed & one.expected.lost, one.behaviour.name


def _job(row: Assignment, one: Synthetic, stack: Path) -> dict:
    whole = {cell.grade_id: cell.source for cell in nb.read(COURSE.source(row)).by_role(Role.TEST)}
    cells = [
        {"id": cell.grade_id or f"cell-{cell.index}", "source": whole.get(cell.grade_id, cell.source)}
        for cell in submitted(one).by_role(*CODE)
        if cell.is_code
    ]
    return {"cells": cells, "stack": str(stack), "seed": 1957, "cell_seconds": 20}


def test_blank_is_the_release(tmp_path: Path) -> None:
    (one,) = play(BUILT[0], tmp_path, plan={"nobody": EVERY["blank"]})
    assert submitted(one).node == release_of(BUILT[0]).node
