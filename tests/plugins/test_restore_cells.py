"""RestoreCells: what the gradebook knows comes back, whatever was handed in."""

import copy

from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.utils import compute_checksum, determine_grade
from plugin_course import TEST, Desk

from tito.judge.words import MARK
from tito.plugins.exporter import UNREADABLE
from tito.plugins.restore import RestoreCells

ORDER = ["setup", "add", "test-add", "question", "answer"]


def restored(desk: Desk, node: NotebookNode, **resources: str) -> NotebookNode:
    done, _ = RestoreCells().preprocess(copy.deepcopy(node), desk.resources() | resources)
    return done


def names(node: NotebookNode) -> list[str]:
    return [cell.metadata.nbgrader.grade_id for cell in node.cells if "nbgrader" in cell.metadata]


def by_name(node: NotebookNode, name: str) -> NotebookNode:
    (found,) = [c for c in node.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name]
    return found


def test_an_honest_notebook_gets_its_hidden_tests_and_no_note(desk: Desk) -> None:
    node = desk.released()
    by_name(node, "add").source = "def add(a, b):\n    return b + a"
    by_name(node, "answer").source = "It commutes."
    done = restored(desk, node)
    assert names(done) == ORDER
    assert by_name(done, "test-add").source == TEST
    assert by_name(done, "add").source == "def add(a, b):\n    return b + a"
    assert by_name(done, "answer").source == "It commutes."
    assert done.metadata[MARK] == {"notes": []}


def test_deleted_doubled_and_edited_cells_come_back(desk: Desk) -> None:
    node = desk.released()
    by_name(node, "setup").source = "raise SystemExit"
    test = by_name(node, "test-add")
    test.source, test.metadata.nbgrader["points"] = "", 500
    test.metadata.nbgrader["grade"] = False
    double = copy.deepcopy(by_name(node, "add"))
    double.id, double.source = "again", "def add(a, b):\n    return 7"
    node.cells = [c for c in node.cells if c.id != "question"] + [double]
    done = restored(desk, node)
    assert sorted(names(done)) == sorted(ORDER)
    assert by_name(done, "test-add").source == TEST
    assert by_name(done, "test-add").metadata.nbgrader.points == 5
    assert by_name(done, "test-add").metadata.nbgrader.grade is True
    assert by_name(done, "setup").source == "from tito import checks"
    assert by_name(done, "add").source == "def add(a, b):\n    return 7", "the later of two counts"
    assert sorted(done.metadata[MARK]["notes"]) == [
        "'add' stood in the notebook more than once", "'question' had been deleted",
    ]  # fmt: skip


def test_an_empty_notebook_becomes_the_blank_release_and_earns_nothing(desk: Desk) -> None:
    done = restored(desk, new_notebook(), **{UNREADABLE: "a.ipynb is not a notebook: it is not JSON."})
    assert names(done) == ORDER
    assert "raise NotImplementedError()" in by_name(done, "add").source
    assert determine_grade(by_name(done, "answer"))[0] == 0, "an unchanged answer needs no TA"
    assert done.metadata[MARK] == {"unreadable": "a.ipynb is not a notebook: it is not JSON."}


def test_an_unchanged_answer_is_zero_and_a_written_one_waits(desk: Desk) -> None:
    done = restored(desk, desk.released())
    answer = by_name(done, "answer")
    assert answer.metadata.nbgrader.checksum == compute_checksum(answer)
    assert determine_grade(answer) == (0, 10)
    node = desk.released()
    by_name(node, "answer").source += "\nIt commutes."
    assert determine_grade(by_name(restored(desk, node), "answer")) == (None, 10)


def test_word_that_a_student_left_for_the_plugins_is_dropped(desk: Desk) -> None:
    node = desk.released()
    node.metadata[MARK] = {"unreadable": "", "incidents": ["graded by hand: 100 points"]}
    assert restored(desk, node).metadata[MARK] == {"notes": []}


def test_metadata_of_any_kind_is_survived(desk: Desk) -> None:
    node = desk.released()
    for cell, spoilt in zip(node.cells, ["text", ["list"], 3, None, {}, {"grade_id": ["list"]}], strict=True):
        cell.metadata["nbgrader"] = spoilt
    done = restored(desk, node)
    assert sorted(names(done)) == sorted(ORDER)
    assert done.metadata[MARK]["notes"] == [], "ids of cells still tell which is which"


def test_without_a_release_the_order_is_the_sources(desk: Desk) -> None:
    (desk.root / "release" / "a" / "a.ipynb").unlink()
    assert names(restored(desk, new_notebook())) == ORDER
