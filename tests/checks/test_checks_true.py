import numpy as np
import pytest
from checks_fakes import Liar, Remote

from tito.checks import CheckFailed

RULE = "the loss goes down"


@pytest.mark.parametrize("condition", [True, np.bool_(True), np.float64(1) < 2, (np.ones(3) > 0).all()])
def test_a_true_condition_passes(check, condition):
    assert check.true(condition, rule=RULE) is None


@pytest.mark.parametrize("condition", [False, np.bool_(False), np.nan < 1, not True])
def test_a_false_condition_fails(check, fails, condition):
    with fails(f"{RULE}. Got False."):
        check.true(condition, rule=RULE)


def test_what_came_and_the_input_are_shown(check, fails):
    with fails(f"{RULE}. Got 3.5, for input [1. 2.]."):
        check.true(False, rule=RULE, got=3.5, given=np.array([1.0, 2.0]))
    with fails(f"{RULE}. Got 0."):
        check.true(False, rule=RULE, got=0)


@pytest.mark.parametrize(
    "condition, name",
    [
        (1, "an int"),
        ("yes", "a str"),
        ([1], "a list"),
        (Liar(), "a Liar"),
        (Remote(True), "a Remote"),
        (None, "None"),
    ],
)
def test_truth_is_asked_of_bools_only(check, fails, condition, name):
    with fails(f"{RULE}. Got {name}, expected True or False."):
        check.true(condition, rule=RULE)


def test_an_array_of_truths_is_no_truth(check):
    with pytest.raises(CheckFailed):
        check.true(np.array([True]), rule=RULE)
