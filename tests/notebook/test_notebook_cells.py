"""Roles, directives and rules of a source notebook."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests import tiny
from tito import notebook as nb
from tito.notebook import Cell, Notebook, NotebookError, Role

HOSTILE = ["text", None, 3, [1, {"grade": True}], {"grade_id": 5, "grade": True}, {"grade_id": {"a": []}},
           {"grade": "yes", "grade_id": "", "points": "many"}, {"grade": True, "points": [1]}]  # fmt: skip


def cell(cell_type: str = "code", source: str = "", **nbgrader: object) -> Cell:
    new = new_code_cell if cell_type == "code" else new_markdown_cell
    return Cell(new(source, metadata={"nbgrader": tiny.meta("x", **nbgrader)} if nbgrader else {}), 0)


@pytest.mark.parametrize(
    ("cell_type", "nbgrader", "role"),
    [
        ("code", {"locked": True}, Role.PROVIDED),
        ("markdown", {"locked": True}, Role.PROVIDED),
        ("code", {"locked": False, "solution": True}, Role.EXERCISE),
        ("code", {"grade": True, "points": 2}, Role.TEST),
        ("markdown", {"grade": True, "solution": True, "locked": False}, Role.ANSWER),
        ("code", {"grade": True, "solution": True, "locked": False}, Role.ANSWER),
        ("code", {"locked": False}, Role.FREE),
        ("code", {}, Role.FREE),
        ("markdown", {}, Role.PROSE),
    ],
)
def test_roles(cell_type: str, nbgrader: dict, role: Role) -> None:
    assert cell(cell_type, **nbgrader).role is role


@pytest.mark.parametrize("junk", HOSTILE)
def test_a_student_may_have_any_metadata(junk: object) -> None:
    one = Cell(new_code_cell("#| export\nx = 1", metadata={"nbgrader": junk, "tito": junk}), 4)
    assert one.role in Role and one.grade_id is None and one.points == 0.0
    assert one.tests == one.needs == ()
    assert one.exported and str(one) == "cell 5"


@pytest.mark.parametrize(
    ("source", "exported"),
    [
        ("#| export\nx = 1", True),
        ("# why\n#|export  \nx = 1", True),
        ("#| exporti\nx = 1", False),
        ("  #| export\nx = 1", False),
        ('"""\n#| exports\n"""', False),
        ("x = 1", False),
    ],
)
def test_what_is_exported(source: str, exported: bool) -> None:
    assert cell(source=source).exported is exported
    assert not cell("markdown", source).exported


def test_what_an_exported_cell_brings() -> None:
    source = "#| export\r\n\r\ndef f():\r\n    ### BEGIN SOLUTION\r\n    return 1\r\n    ### END SOLUTION\r\n"
    assert cell(source=source).export_source == "def f():\n    return 1"


def test_cells_are_found_by_name_and_role() -> None:
    source = tiny.source_of(tiny.numbers())
    assert source.by_id("root").role is Role.EXERCISE
    assert [c.grade_id for c in source.by_role(Role.TEST)] == ["test-double", "test-root"]
    assert source.default_exp == "core.numbers" and tiny.source_of(tiny.race()).default_exp is None
    with pytest.raises(NotebookError, match=r"^01_numbers\.ipynb has no cell 'rot'\.$"):
        source.by_id("rot")


@pytest.mark.parametrize("name", tiny.NOTEBOOKS)
def test_a_good_source_has_no_problems(name: str) -> None:
    assert nb.problems(tiny.source_of(tiny.NOTEBOOKS[name]()), 10) == []


def _set(name: str, **changes: object) -> Callable[[list[NotebookNode]], object]:
    return lambda cells: tiny.named(cells, name).metadata["nbgrader"].update(changes)


def _tito(name: str, **changes: object) -> Callable[[list[NotebookNode]], object]:
    return lambda cells: tiny.named(cells, name).metadata["tito"].update(changes)


def _text(name: str, text: str) -> Callable[[list[NotebookNode]], object]:
    return lambda cells: tiny.named(cells, name).update(source=text)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_set("double", schema_version=2), "of another schema than version 3"),
        (_set("double", grade_id=""), "metadata without a grade_id"),
        (_set("double", grade_id=7), "metadata without a grade_id"),
        (_set("root", grade_id="double"), "cell 7 ('double') repeats the grade_id of cell 5"),
        (_set("test-root", points=4), "the points add up to 11, and course.toml says 10"),
        (_set("test-root", points="three"), "cell 8 ('test-root') has points that are no number"),
        (_set("test-root", points=-3), "points that are no number"),
        (_text("double", "def double(x): return x"), "nothing between '### BEGIN SOLUTION' and '### END SOLUTION'"),
        (_text("double", "### BEGIN SOLUTION\n \n### END SOLUTION"), "nothing between '### BEGIN SOLUTION'"),
        (_text("answer-numbers-1", "Say why."), "cell 10 ('answer-numbers-1') has nothing between"),
        (_text("double", "### BEGIN SOLUTION\nx"), "cell 5 ('double'): 'BEGIN SOLUTION' has no 'END SOLUTION'"),
        (_text("test-double", "### BEGIN HIDDEN TESTS\nx"), "'BEGIN HIDDEN TESTS' has no 'END HIDDEN TESTS'"),
        (_text("try-it", tiny.DOUBLE), "cell 9 holds a solution, and is not marked as a solution cell"),
        (_text("title", tiny.TEST_DOUBLE), "cell 1 holds hidden tests, and is not marked as a test cell"),
        (_tito("test-root", tests=[]), "cell 8 ('test-root') names no exercise in its metadata"),
        (_tito("test-root", tests=["rot"]), "names 'rot', which is no exercise of this notebook"),
        (_tito("test-root", needs=["test-double"]), "names 'test-double', which is no exercise"),
        (_tito("test-root", tests=["double"]), "exercise 'root' is tested by no cell"),
        (lambda cells: tiny.named(cells, "test-root").metadata.update(tito="root"), "'tito' metadata that is no table"),
        (lambda cells: tiny.named(cells, "try-it").metadata.update(nbgrader=3), "'nbgrader' metadata that is no table"),
        (lambda cells: tiny.named(cells, "try-it").update(outputs=[{}]), "cell 9 has outputs: clear them"),
        (lambda cells: tiny.named(cells, "root").update(cell_type="raw"), "the metadata of exercise code, and is"),
        (lambda cells: tiny.named(cells, "root").update(id="double"), "cell 7 ('root') repeats the id of cell 5"),
        (lambda cells: tiny.named(cells, "root").pop("id"), "cell 7 ('root') has no id"),
    ],
)
def test_each_rule_has_its_sentence(change: Callable, sentence: str) -> None:
    cells = tiny.numbers()
    change(cells)
    found = nb.problems(tiny.source_of(cells), 10)
    assert any(sentence in fault for fault in found), found
    assert all("\n" not in fault and not fault.endswith(".") for fault in found)


def test_a_notebook_says_which_tinytorch_it_means_before_it_imports_it() -> None:
    use = new_code_cell("use_tinytorch()")
    imports = new_code_cell("import numpy\nfrom tinytorch.core.tensor import Tensor")
    sentence = "cell 1 imports tinytorch before 'from tito.stack import use_tinytorch; use_tinytorch()'"
    assert sentence in nb.problems(Notebook(new_notebook(cells=[imports, use]), Path("a.ipynb")))
    assert nb.problems(Notebook(new_notebook(cells=[use, imports]), Path("a.ipynb"))) == []
