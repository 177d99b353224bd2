"""Checking real marks against what was expected: agreement is silent, and every kind of deviation speaks."""

from dataclasses import replace

import pytest

from tito.gradebook.verdicts import Kind
from tito.rehearsal.expected import Expected, Outcome, check

POINTS = {"test-sum": 3.0, "test-mean": 4.0, "test-max": 5.0}
EXPECTED = Expected((Kind.GRADED,), POINTS, frozenset({"test-sum"}), frozenset({"test-mean"}), 3, True)
OUTCOME = Outcome(Kind.GRADED, {"test-sum": 0.0, "test-mean": 0.0, "test-max": 5.0}, 3, True)


def test_agreement_says_nothing() -> None:
    assert check(EXPECTED, OUTCOME) == []


@pytest.mark.parametrize("earned", [0.0, 2.0, 4.0])
def test_a_doubtful_test_may_earn_anything(earned: float) -> None:
    assert check(EXPECTED, replace(OUTCOME, tests={**OUTCOME.tests, "test-mean": earned})) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": Kind.NEEDS_REVIEW}, "its verdict is 'needs review', and must be 'graded'"),
        ({"kind": None}, "its verdict is 'none', and must be 'graded'"),
        ({"copies": 2}, "it stands in the gradebook 2 times, and must stand there once"),
        ({"copies": 0}, "it stands in the gradebook 0 times, and must stand there once"),
        ({"waiting": 2}, "2 written answers wait for a person, and 3 must"),
        ({"late": False}, "it counts as in time, and was late"),
    ],
)
def test_each_deviation_has_its_sentence(change: dict, sentence: str) -> None:
    assert check(EXPECTED, replace(OUTCOME, **change)) == [sentence]


@pytest.mark.parametrize(
    ("name", "earned", "sentence"),
    [
        ("test-sum", 3.0, "test-sum earned 3 of 3 points, and must earn none"),
        ("test-sum", None, "test-sum has no mark"),
        ("test-mean", None, "test-mean has no mark"),
        ("test-max", 0.0, "test-max earned 0 of 5 points, and must earn all"),
        ("test-max", 4.5, "test-max earned 4.5 of 5 points, and must earn all"),
        ("test-other", 1.0, "test-other was marked, and is no test of this assignment"),
    ],
)
def test_each_wrong_mark_has_its_sentence(name: str, earned: float | None, sentence: str) -> None:
    assert check(EXPECTED, replace(OUTCOME, tests={**OUTCOME.tests, name: earned})) == [sentence]


def test_the_range_of_points() -> None:
    assert (EXPECTED.least, EXPECTED.most) == (5, 9)
