"""A small cohort by plain nbgrader and by this project: the same marks, but for differences that were argued."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import same_marks
from gradebook_rows import Marks
from same_marks import UNARGUED, Difference
from stock_marks import Stock

from tito.gradebook.verdicts import Kind
from tito.rehearsal.behaviours import EVERY
from tito.rehearsal.cohort import Synthetic
from tito.rehearsal.expected import Expected

PLAN = {
    "blaise": "other design", "chidi": "prints and a mistake", "fatima": "noise on stderr", "goran": "deleted cells",
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Synthetic], list[Difference]]]:
    root = tmp_path_factory.mktemp("same-marks")
    plans = {"01_tensor": {student: EVERY[name] for student, name in PLAN.items()}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/usr/bin:/bin")  # put back afterwards
        yield same_marks.run(root, plans, seed=1, workers=2, cache=root / "cache", engine="tito")


def test_every_difference_is_argued(graded: tuple[list[Synthetic], list[Difference]]) -> None:
    cohort, found = graded
    assert len(cohort) == len(PLAN)
    assert [str(one) for one in found if one.kind == UNARGUED] == []


def test_the_argued_ones_are_seen(graded: tuple[list[Synthetic], list[Difference]]) -> None:
    """Noise on stderr and deleted cells do make a difference, so the comparison looked."""
    _, found = graded
    assert {one.kind for one in found} == {"stderr", "deleted cells"}
    assert {one.student for one in found} == {"blaise", "fatima", "goran"}
    assert all(one.ours > (one.stock or 0) for one in found if one.place.endswith("auto_score"))


ONE = Synthetic("ada", "a", EVERY["right"], Path("ada"), Expected((Kind.GRADED,), {"test-a": 2.0}))
ROW, ANSWER = [2.0, 0, 2.0, None, None], [None, 1, 10.0, None, None]
MARKS = Marks({"test-a": ROW, "answer-a": ANSWER}, {"answer-a": [None, None]}, [0.0, "now", "then"])


def test_equal_marks_say_nothing() -> None:
    assert same_marks.compare(ONE, Stock(MARKS), MARKS) == []


@pytest.mark.parametrize(
    "other",
    [
        replace(MARKS, grades={"test-a": [0.0, *ROW[1:]], "answer-a": ANSWER}),
        replace(MARKS, grades={"test-a": ROW, "answer-a": [None, 0, *ANSWER[2:]]}),
        replace(MARKS, grades={"test-a": ROW}),
        replace(MARKS, comments={"answer-a": ["No response.", None]}),
        replace(MARKS, late=[5.0, "now", "then"]),
        Marks(),
    ],
)
def test_any_other_difference_is_of_no_argued_kind(other: Marks) -> None:
    for stock, ours in ((MARKS, other), (other, MARKS)):
        assert {one.kind for one in same_marks.compare(ONE, Stock(stock), ours)} == {UNARGUED}


def test_stderr_argues_for_a_test_that_plain_nbgrader_failed_and_for_nothing_else() -> None:
    zero = replace(MARKS, grades={"test-a": [0.0, *ROW[1:]], "answer-a": ANSWER})
    noisy = Stock(zero, stderr=["test-a"])
    assert [one.kind for one in same_marks.compare(ONE, noisy, MARKS)] == ["stderr"]
    failed = replace(noisy, errors={"test-a": "AssertionError"})
    assert [one.kind for one in same_marks.compare(ONE, failed, MARKS)] == [UNARGUED]
    assert [one.kind for one in same_marks.compare(ONE, Stock(MARKS, stderr=["test-a"]), zero)] == [UNARGUED]


@pytest.mark.parametrize(("penalty", "kind"), [(2.0, "penalty"), (1.0, UNARGUED), (3.0, UNARGUED)])
def test_a_penalty_is_argued_that_moves_by_what_the_marks_gain(penalty: float, kind: str) -> None:
    stock = replace(MARKS, grades={"test-a": [0.0, *ROW[1:]], "answer-a": ANSWER})
    ours = replace(MARKS, late=[penalty, "now", "then"])
    found = same_marks.compare(ONE, Stock(stock, stderr=["test-a"]), ours)
    assert [(one.kind, one.place) for one in found] == [("stderr", "test-a auto_score"), (kind, same_marks.PENALTY)]


def test_a_penalty_alone_is_not_argued() -> None:
    (one,) = same_marks.compare(ONE, Stock(MARKS), replace(MARKS, late=[2.0, "now", "then"]))
    assert one.kind == UNARGUED
