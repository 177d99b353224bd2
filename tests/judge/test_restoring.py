"""Whatever a student does to a released notebook, every cell that grading relies on comes back."""

import copy
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.utils import compute_checksum

from tests import tiny
from tito.judge.restoring import Original, restore

ANSWERED = {
    "double": "def double(x): return 2 * x", "root": "class Root:\n    pass", "answer-numbers-1": "It is cheap.",
}  # fmt: skip


def original(cell: NotebookNode) -> Original:
    """A cell as the gradebook keeps it, with nbgrader's own checksum."""
    meta = cell.metadata["nbgrader"]
    return Original(
        meta["grade_id"], cell.cell_type, cell.source, compute_checksum(cell), meta["locked"], meta["grade"],
        meta["solution"], meta["task"], float(meta["points"]) if "points" in meta else None,
    )  # fmt: skip


def handed_out() -> list[NotebookNode]:
    """The notebook that students get."""
    return tiny.released(tiny.numbers())


ORIGINALS = [original(cell) for cell in handed_out() if "nbgrader" in cell.metadata]
NAMES = [one.grade_id for one in ORIGINALS]
THEIRS = {one.grade_id for one in ORIGINALS if one.theirs}


def handed_in() -> list[NotebookNode]:
    """The notebook that an honest student hands in."""
    cells = handed_out()
    for name, text in ANSWERED.items():
        tiny.named(cells, name).source = text
    return cells


def name_of(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def by_name(cells: list[NotebookNode]) -> dict[str, NotebookNode]:
    return {name_of(cell): cell for cell in cells if name_of(cell)}


def check(cells: list[NotebookNode]) -> None:
    """What must hold of any restored notebook."""
    found = [name_of(cell) for cell in cells if "nbgrader" in cell.metadata]
    assert sorted(found) == sorted(NAMES)
    ids = [cell.id for cell in cells]
    assert len(set(ids)) == len(ids)
    here = by_name(cells)
    for one in ORIGINALS:
        cell = here[one.grade_id]
        assert cell.cell_type == one.cell_type
        assert cell.metadata == {"nbgrader": one.metadata()}
        if one.theirs:
            continue
        assert cell.source == one.source
        if one.grade or one.locked:
            assert compute_checksum(cell) == one.checksum
    nbformat.validate(tiny.book(cells))


def test_an_honest_submission_stays_as_it_is() -> None:
    cells, notes = restore(handed_in(), ORIGINALS)
    check(cells)
    assert notes == []
    assert [(c.id, c.source) for c in cells] == [(c.id, c.source) for c in handed_in()]


def test_nothing_becomes_the_release() -> None:
    cells, notes = restore([], ORIGINALS)
    check(cells)
    assert [name_of(c) for c in cells] == NAMES
    assert [c.source for c in cells] == [one.source for one in ORIGINALS]
    assert notes == [f"'{name}' had been deleted" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_deleted_cell_returns_to_its_place(name: str) -> None:
    cells, notes = restore([c for c in handed_in() if c.id != name], ORIGINALS)
    check(cells)
    assert [name_of(c) for c in cells if name_of(c)] == NAMES
    assert notes == [f"'{name}' had been deleted"]


@pytest.mark.parametrize("name", NAMES)
def test_of_a_duplicated_cell_the_last_counts(name: str) -> None:
    cells = handed_in()
    twin = copy.deepcopy(tiny.named(cells, name))
    twin.id, twin.source = "twin", "the first of two"
    cells.insert(0, twin)
    done, notes = restore(cells, ORIGINALS)
    check(done)
    assert notes == [f"'{name}' stood in the notebook more than once"]
    assert done[0].source == "the first of two" and "nbgrader" not in done[0].metadata
    assert name not in ANSWERED or by_name(done)[name].source == ANSWERED[name]


@pytest.mark.parametrize("cell_type", ["markdown", "raw", "code"])
@pytest.mark.parametrize("name", NAMES)
def test_a_retyped_cell(name: str, cell_type: str) -> None:
    cells = handed_in()
    cell = tiny.named(cells, name)
    was, cell.cell_type = cell.cell_type, cell_type
    done, notes = restore(cells, ORIGINALS)
    check(done)
    assert notes == ([] if was == cell_type else [f"'{name}' had become a {cell_type} cell"])
    assert name not in ANSWERED or by_name(done)[name].source == ANSWERED[name]


@pytest.mark.parametrize("name", [n for n in NAMES if n not in THEIRS])
def test_an_edited_provided_or_test_cell_is_put_right(name: str) -> None:
    cells = handed_in()
    tiny.named(cells, name).source = "pass"
    tiny.named(cells, name).metadata["nbgrader"] |= {"points": 1000, "locked": False, "checksum": "0"}
    tiny.named(cells, name).metadata["tags"] = ["raises-exception", "skip-execution"]
    done, notes = restore(cells, ORIGINALS)
    check(done)
    assert notes == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", [None, "text", 3, [], {}, {"grade_id": 5}, {"grade_id": {}}, {"grade_id": "unknown"}])
def test_a_cell_that_lost_its_metadata_is_known_by_its_id(name: str, junk: Any) -> None:
    cells = handed_in()
    tiny.named(cells, name).metadata = NotebookNode() if junk is None else NotebookNode(nbgrader=junk)
    done, notes = restore(cells, ORIGINALS)
    check(done)
    assert notes == []
    assert name not in ANSWERED or by_name(done)[name].source == ANSWERED[name]


@pytest.mark.parametrize("text", ["", "  \n ", "YOUR ANSWER HERE", " YOUR  ANSWER\nHERE "])
def test_an_answer_left_blank_is_the_blank_that_nbgrader_knows(text: str) -> None:
    """nbgrader gives 0 without asking a person when the checksum is the released one."""
    cells = handed_in()
    tiny.named(cells, "answer-numbers-1").source = text
    done, _ = restore(cells, ORIGINALS)
    cell = by_name(done)["answer-numbers-1"]
    assert compute_checksum(cell) == cell.metadata.nbgrader.checksum


def test_an_answer_keeps_its_pictures() -> None:
    cells = handed_in()
    tiny.named(cells, "answer-numbers-1").attachments = {"a.png": {"image/png": "AAAA"}}
    done, _ = restore(cells, ORIGINALS)
    assert by_name(done)["answer-numbers-1"].attachments == {"a.png": {"image/png": "AAAA"}}


def test_a_cell_of_the_students_own_that_claims_a_mark_is_a_plain_cell() -> None:
    own = new_code_cell("x", id="own", metadata={"nbgrader": tiny.meta("test-own", grade=True, points=100)})
    done, notes = restore([*handed_in(), own], ORIGINALS)
    check(done)
    assert done[-1].metadata == {} and notes == []


def test_ids_are_made_unique_and_stay_valid() -> None:
    cells = [*handed_in(), *(new_code_cell("x", id="double") for _ in range(3))]
    long = new_code_cell("y", id="z" * 64)
    cells += [long, copy.deepcopy(long), new_code_cell("w", id="numbers-setup")]
    cells = [c for c in cells if name_of(c) != "numbers-setup"]
    for cell in cells[-7:]:
        cell.metadata = NotebookNode()
    no_id = new_code_cell("v")
    del no_id["id"]
    odd = new_code_cell("u")
    odd.id = "not an id!"
    check(restore([*cells, no_id, odd], ORIGINALS)[0])


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4)
junk = st.recursive(
    plain | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["grade_id", "grade", "locked", "solution", "points", "x"]), inner, max_size=4),
    max_leaves=6,
)
step = st.tuples(
    st.sampled_from(["delete", "copy", "move", "retype", "meta", "nbgrader", "id", "edit", "insert", "split"]),
    st.integers(0, 30),
    st.integers(0, 30),
    junk,
)


def apply(cells: list[NotebookNode], act: str, at: int, to: int, value: Any) -> None:
    """One thing that a student can do to a notebook."""
    if act == "insert" or not cells:
        cells.insert(to % (len(cells) + 1), new_markdown_cell("mine") if at % 2 else new_code_cell("mine"))
        return
    cell = cells[at % len(cells)]
    if act == "delete":
        del cells[at % len(cells)]
    elif act == "copy":
        cells.insert(to % (len(cells) + 1), copy.deepcopy(cell))
    elif act == "move":
        del cells[at % len(cells)]
        cells.insert(to % (len(cells) + 1), cell)
    elif act == "retype":
        new = [new_code_cell, new_markdown_cell, new_raw_cell][to % 3]
        cells[at % len(cells)] = new(cell.source, id=cell.id, metadata=cell.metadata)
    elif act == "meta":
        cell.metadata = NotebookNode(value) if isinstance(value, dict) else NotebookNode()
    elif act == "nbgrader":
        cell.metadata["nbgrader"] = value
    elif act == "id":
        cell.id = [*NAMES, "a", "b", "c" * 64][to % (len(NAMES) + 3)]
    elif act == "edit":
        cell.source = f"edited {value}"
    elif act == "split":
        half = copy.deepcopy(cell)
        cell.source, half.source = cell.source[: to * 5], cell.source[to * 5 :]
        cells.insert(at % len(cells) + 1, half)


@given(st.lists(step, max_size=12))
@settings(max_examples=120, deadline=None)
def test_whatever_was_done_all_is_restored(steps: list[tuple[str, int, int, Any]]) -> None:
    cells = handed_in()
    for one in steps:
        apply(cells, *one)
    done, notes = restore(cells, ORIGINALS)
    check(done)
    assert all(isinstance(note, str) for note in notes)


SAFE = ["delete", "copy", "move", "retype", "insert"]


@given(st.lists(st.tuples(st.sampled_from(SAFE), st.integers(0, 30), st.integers(0, 30), st.none()), max_size=12))
@settings(max_examples=80, deadline=None)
def test_what_the_student_wrote_is_kept_where_it_still_stands(steps: list[tuple[str, int, int, None]]) -> None:
    cells = handed_in()
    for one in steps:
        apply(cells, *one)
    left = {name_of(cell) for cell in cells}
    own = sum(cell.source == "mine" for cell in cells)
    here = by_name(done := restore(cells, ORIGINALS)[0])
    for name, text in ANSWERED.items():
        blank = next(one.source for one in ORIGINALS if one.grade_id == name)
        assert here[name].source == (text if name in left else blank)
    assert sum(cell.source == "mine" for cell in done) == own


@given(st.lists(step, max_size=8))
@settings(max_examples=40, deadline=None)
def test_restoring_twice_changes_nothing_more(steps: list[tuple[str, int, int, Any]]) -> None:
    cells = handed_in()
    for one in steps:
        apply(cells, *one)
    once, _ = restore(cells, ORIGINALS)
    twice, notes = restore(copy.deepcopy(once), ORIGINALS)
    assert twice == once and notes == []


def test_the_check_itself_can_fail() -> None:
    """The control of this file: a notebook that was not restored does not pass."""
    for spoil in (lambda c: c.pop(1), lambda c: c[5].update(source="pass"), lambda c: c.append(copy.deepcopy(c[4]))):
        cells = restore(handed_in(), ORIGINALS)[0]
        spoil(cells)
        with pytest.raises(AssertionError):
            check(cells)
