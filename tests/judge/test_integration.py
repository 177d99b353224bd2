"""A submission's tests on the student's own package: what fails there is told, with the module that it takes."""

import grading_course as gc
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from tito import catchup
from tito import notebook as nb
from tito.course import Course
from tito.gradebook.kinds import CAUGHT_UP
from tito.gradebook.verdicts import open_verdicts
from tito.judge.integration import blamed
from tito.judge.words import MARK, OWN

PLACES = st.integers(1, 8).flatmap(
    lambda count: st.tuples(st.just(count), st.dictionaries(st.text("abcd", max_size=3), st.integers(1, count)))
)


@given(PLACES)
def test_each_test_is_blamed_on_the_first_module_with_which_it_fails(case: tuple[int, dict[str, int]]) -> None:
    count, breaks = case
    asked: list[int] = []

    def held(own: int, tests: frozenset[str]) -> frozenset[str]:
        asked.append(own)
        return frozenset(name for name in tests if breaks[name] <= own)

    found = blamed(held, frozenset(breaks), 0, count)
    assert {name: place for place, names in found.items() for name in names} == breaks
    assert len(asked) == len(set(asked)) < count


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Modules 01 to 03 and m01. `ann` subtracts where she should add in module 01, and is right in all else; `bob` is
    right in all; `cy` hands in module 03 alone."""
    rows = [gc.COURSE.assignment(name) for name in ("01", "02", "03", "m01")]
    course = gc.ours(tmp_path_factory.mktemp("own") / "course", rows)
    for row in rows:
        _hand_in(course, row.id, "ann", "a.data + b.data", "a.data - b.data")
        _hand_in(course, row.id, "bob")
    _hand_in(course, "03_layers", "cy")
    return course


def _hand_in(course: Course, name: str, student: str, right: str = "", wrong: str = "") -> None:
    released = nbformat.read(course.root / "release" / name / f"{name}.ipynb", 4)
    cells = nb.read(course.source(course.assignment(name))).cells
    solved = {cell.grade_id: nb.unmarked(cell.source, nb.SOLUTION) for cell in cells if cell.grade_id}
    for cell in released.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("solution") and cell.cell_type == "code":
            cell.source = solved[role["grade_id"]].replace(right, wrong)
    folder = course.root / "submitted" / student / name
    folder.mkdir(parents=True)
    nbformat.write(released, folder / f"{name}.ipynb")


def _noted(course: Course, name: str, student: str) -> dict[str, list[str]] | None:
    graded = course.root / "autograded" / student / name / f"{name}.ipynb"
    return nbformat.read(graded, 4).metadata[MARK].get(OWN)


def _page(course: Course, name: str, student: str) -> str:
    return (course.root / "feedback" / student / name / f"{name}.html").read_text()


def _score(course: Course, name: str, student: str) -> float:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return book.find_submission(name, student).score


@pytest.mark.parametrize("tool", ["tito", "nbgrader"])
def test_a_slip_in_module_01_costs_nothing_in_module_03_and_is_named(course: Course, tool: str) -> None:
    command = (*gc.TITO, "grade") if tool == "tito" else (*gc.NBGRADER, "autograde", "--force")
    gc.Folder(course.root).run(*command, "03_layers")
    noted = {student: _noted(course, "03_layers", student) for student in ("ann", "bob", "cy")}
    assert noted["cy"] is None and noted["bob"] == {}
    assert list(noted["ann"]) == ["01_tensor"] and "test-linear-rows" in noted["ann"]["01_tensor"]
    assert len({_score(course, "03_layers", student) for student in noted}) == 1


def test_a_milestone_names_the_module_that_breaks_it(course: Course) -> None:
    gc.Folder(course.root).run(*gc.TITO, "grade", "m01_perceptron", "--feedback")
    assert _noted(course, "m01_perceptron", "bob") == {}
    blamed_tests = _noted(course, "m01_perceptron", "ann")
    assert list(blamed_tests) == ["01_tensor"]
    assert _score(course, "m01_perceptron", "ann") < _score(course, "m01_perceptron", "bob") == 100
    assert "<code>01_tensor</code> on: <code>" in _page(course, "m01_perceptron", "ann")
    assert "On your own package" not in _page(course, "m01_perceptron", "bob")


def test_a_reference_that_was_released_stands_in_for_what_was_not_handed_in(course: Course) -> None:
    _hand_in(course, "m01_perceptron", "cy")
    record = course.root / catchup.RECORD
    record.write_text('{"01_tensor": "2026-01-31T12:00:00+00:00", "03_layers": "2026-01-31T12:00:00+00:00"}')
    try:
        gc.Folder(course.root).run(*gc.TITO, "grade", "m01_perceptron")
    finally:
        record.unlink()
    with open_verdicts(f"sqlite:///{course.root}/gradebook.db") as table:
        reasons = table.get("m01_perceptron", "cy").reasons
    assert "02_activations was not handed in, and this milestone stands on it" in reasons
    assert [reason for reason in reasons if reason.startswith(CAUGHT_UP)] == [f"{CAUGHT_UP}01_tensor"]


def test_feedback_on_a_module_says_how_it_stands_on_ones_own(course: Course) -> None:
    gc.Folder(course.root).run(*gc.TITO, "grade", "03_layers", "--feedback")
    pages = {student: _page(course, "03_layers", student) for student in ("ann", "bob", "cy")}
    assert "No marks depend on this" in pages["ann"] and "<code>01_tensor</code> on: <code>" in pages["ann"]
    assert "Every test that passes here passes on the modules" in pages["bob"]
    assert "On your own package" not in pages["cy"]
