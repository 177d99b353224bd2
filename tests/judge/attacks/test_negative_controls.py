"""Without the judge these attacks work: what the suite keeps out is there to be kept out."""

import pytest

from tests.judge.attacks.attack_bench import PASSES_HONESTLY, SECRET, Attack
from tests.judge.attacks.attack_lying import ATTACKS as LYING
from tests.judge.attacks.attack_reading import ATTACKS as READING
from tests.judge.attacks.plain import played

GAINING = {
    "a power that undoes the root": LYING,
    "the left side is asked first: a reflected difference": LYING,
    "a subclass of ndarray that lies": LYING,
}
SEEING = (
    "In, Out and the history",
    "the lines that tracebacks are made of",
    "the environment while a test runs",
    "arguments lie in files",
)


def test_nothing_is_gained_by_a_wrong_solution_alone() -> None:
    assert played(Attack()) == (PASSES_HONESTLY, "")


@pytest.mark.parametrize("name", GAINING)
def test_without_the_judge_it_gains(name: str) -> None:
    passed, _ = played(GAINING[name][name])
    assert passed > PASSES_HONESTLY


@pytest.mark.parametrize("name", SEEING)
def test_without_the_judge_it_sees(name: str) -> None:
    _, shown = played(READING[name])
    assert SECRET in shown
