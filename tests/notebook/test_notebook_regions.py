"""Regions between marks: what is inside, what is left, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from tests import tiny
from tests.conftest import ROOT
from tito import notebook as nb
from tito.course import Course
from tito.notebook import HIDDEN, SOLUTION, NotebookError, Role

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def stock(source: str, cell_type: str = "code") -> str:
    """What nbgrader's own preprocessor makes of a cell."""
    new = new_code_cell if cell_type == "code" else new_markdown_cell
    cell = new(source, metadata={"nbgrader": tiny.meta("x", solution=True, locked=False)})
    stub = {"python": nb.CODE_STUB}
    done, _ = ClearSolutions(code_stub=stub).preprocess_cell(cell, {"language": "python"}, 0)
    return done.source


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (f"{BEGIN}\na\n{BEGIN}\nb\n{END}", "line 3: a second 'BEGIN SOLUTION' before 'END SOLUTION'"),
        (f"a\n{BEGIN}\nb", "'BEGIN SOLUTION' has no 'END SOLUTION'"),
        (f"a\n{END}\nb", "line 2: 'END SOLUTION' without 'BEGIN SOLUTION'"),
        (f"{BEGIN}\n{END}\n{END}", "line 3: 'END SOLUTION' without 'BEGIN SOLUTION'"),
        (f"{BEGIN} {END}", "'BEGIN SOLUTION' has no 'END SOLUTION'"),
    ],
)
def test_a_region_that_is_nested_or_open_is_refused(source: str, sentence: str) -> None:
    for act in (nb.region_lines, nb.inside, nb.without):
        with pytest.raises(NotebookError) as raised:
            act(source, SOLUTION)
        assert str(raised.value) == sentence
    with pytest.raises(NotebookError):
        nb.cleared(source)


def test_regions_of_the_two_kinds_do_not_mix() -> None:
    source = f"{BEGIN}\nours\n{END}\nopen\n### BEGIN HIDDEN TESTS\nhidden\n### END HIDDEN TESTS"
    assert nb.inside(source, SOLUTION) == ["ours"]
    assert nb.inside(source, HIDDEN) == ["hidden"]
    assert nb.without(nb.without(source, SOLUTION), HIDDEN) == "open"
    assert nb.unmarked(source, SOLUTION).split("\n")[:2] == ["ours", "open"]


@pytest.mark.parametrize(
    "source",
    [
        tiny.DOUBLE, tiny.ROOT, f"{BEGIN}\n{END}", f"a\n\t{BEGIN}\n\tx\n\t{END}\nb\n  {BEGIN}\n  y\n  {END}\n",
        f"def f():\n    # {BEGIN}\n    1\n# {END}", f"text\n{BEGIN}\n\n\n{END}\n\n",
    ],
)  # fmt: skip
def test_cleared_is_what_nbgrader_releases(source: str) -> None:
    assert nb.cleared(source) == stock(source)


def test_cleared_text_is_what_nbgrader_releases() -> None:
    assert nb.cleared(tiny.ANSWER, nb.TEXT_STUB) == stock(tiny.ANSWER, "markdown") == "YOUR ANSWER HERE"


lines = st.sampled_from(["", "x = 1", "    y = 2  ", f"  {BEGIN}", f"    {END}", BEGIN, END, "\tz", "# done"])


@given(st.lists(lines, max_size=10).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_cleared_agrees_with_nbgrader_or_refuses(source: str) -> None:
    """nbgrader lets an end without a beginning pass, and replaces a whole cell that has no region."""
    try:
        ours = nb.cleared(source)
    except NotebookError:
        return
    if "BEGIN SOLUTION" in source:
        assert ours == stock(source)
    else:
        assert ours == source


@pytest.mark.parametrize("row", [row.id for row in Course.load(ROOT).built()])
def test_every_cell_of_the_course_clears_as_nbgrader_clears_it(row: str) -> None:
    source = nb.read(Course.load(ROOT).source(row))
    for cell in source.by_role(Role.EXERCISE):
        assert nb.cleared(cell.source) == stock(cell.source)
    for cell in source.by_role(Role.TEST):
        done, _ = ClearHiddenTests().preprocess_cell(cell.node.copy(), {}, 0)
        assert nb.without(cell.source, HIDDEN) == done.source


def test_names_that_a_cell_defines() -> None:
    source = "import os\nx, (y, *z) = 1, (2, 3)\na: int = 1\nclass B: c = 1\ndef f(): g = 1\nh.i = 1\n_j = k = 0\ndel a"
    assert nb.defined_names(source) == ["x", "y", "z", "B", "f", "_j", "k"]


@pytest.mark.parametrize("source", ["def f(:", "a\0b", "-" * 100_000 + "1", "x" + "+x" * 50_000, "'\ud800'", "%time 1"])
def test_what_does_not_compile_defines_nothing(source: str) -> None:
    assert nb.defined_names(source) == []
    fault = nb.syntax_fault(source)
    assert fault is not None and fault.what


def test_an_odd_escape_compiles_in_silence() -> None:
    assert nb.syntax_fault("x = '\\d'\nx is 1") is None
    assert nb.defined_names("x = '\\d'") == ["x"]
