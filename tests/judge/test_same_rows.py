"""`tito grade` leaves the rows and files that `nbgrader autograde` leaves, row by row and column by column."""

import shutil
from pathlib import Path

import pytest
from fake_engine import plug_in
from nbgrader.api import Gradebook
from pairs import HALF, MODULE, Pair, append, by_hand, first_round, generate, hand_in, paper, second_round

from tito.gradebook import records


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory, alembic: None) -> Path:
    """The tiny course, released."""
    root = tmp_path_factory.mktemp("same-rows") / "course"
    generate(root)
    return root


@pytest.fixture
def pair(generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    plug_in(monkeypatch)
    made = Pair(tmp_path / "theirs", tmp_path / "ours", monkeypatch)
    made.both(lambda root: shutil.copytree(generated, root))
    return made


@pytest.mark.parametrize("late", ["zero", "of the course's own"])
def test_rows_and_files_are_nbgraders(pair: Pair, late: str) -> None:
    if late != "zero":
        pair.both(lambda root: append(root / "nbgrader_config.py", HALF))
    pair.both(first_round)
    pair.grade()
    assert pair.differences() == []
    pair.both(by_hand)
    pair.both(second_round)
    pair.grade()
    assert pair.differences() == []
    pair.grade()
    assert pair.differences() == []
    _is_not_about_nothing(pair.ours, 70 if late == "zero" else 35)


def _is_not_about_nothing(root: Path, penalty: float) -> None:
    with Gradebook(records.url(root)) as book:
        ada, eve = (book.find_submission(MODULE, name) for name in ("ada", "eve"))
        assert ada.needs_manual_grade
        assert ada.score == 5 + 10 + 15 + 15 + 11 + 7 + 2, "the manual marks of the first round stand"
        assert (eve.score, eve.late_submission_penalty) == (70, penalty)
        assert [n.flagged for n in book.find_submission(MODULE, "gus").notebooks] == [True]
        assert book.find_comment("answer-tiny-1", MODULE, MODULE, "hal").auto_comment == "No response."
        assert book.find_grade("answer-tiny-1", MODULE, MODULE, "hal").needs_manual_grade


def test_a_difference_would_be_seen(pair: Pair) -> None:
    pair.both(lambda root: hand_in(root, "ada", paper(root)))
    pair.grade()
    assert pair.differences() == []
    with Gradebook(records.url(pair.ours)) as book:
        book.find_grade("test-mean", MODULE, MODULE, "ada").auto_score = 19.5
        book.db.commit()
    found = pair.differences()
    assert [text.partition(":")[0] for text in found] == ["grade", "grade"]
    assert "19.5" in found[1]
