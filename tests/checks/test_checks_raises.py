import warnings

import numpy as np
import pytest
from checks_fakes import Liar

from tito.checks import CheckFailed

RULE = "matmul refuses inner dimensions that differ"


def refuse(error):
    raise error


def refuse_keyword(*, message):
    raise ValueError(message)


@pytest.mark.parametrize("match", [None, "Inner", ("Inner", "must match"), ()])
def test_the_expected_exception_passes(check, match):
    error = ValueError("Inner dimensions must match")
    assert check.raises(ValueError, refuse, error, rule=RULE, match=match) is None


def test_a_subclass_passes_and_arguments_arrive(check):
    check.raises(ValueError, "\udc80".encode, "utf-8", rule=RULE)
    check.raises(ValueError, refuse_keyword, rule=RULE, match="hello", message="hello")


def test_nothing_raised(check, fails):
    with fails(f"{RULE}. Got no exception, expected ValueError, for input [[1 2] [3 4]]."):
        check.raises(ValueError, np.sum, np.array([[1, 2], [3, 4]]), rule=RULE)
    with fails(f"{RULE}. Got no exception, expected ValueError, for input (1, 2)."):
        check.raises(ValueError, max, 1, 2, rule=RULE)
    with fails(f"{RULE}. Got no exception, expected ValueError."):
        check.raises(ValueError, list, rule=RULE)


def test_another_exception_is_named_and_chained(check, fails):
    error = TypeError("bad\nthing")
    with fails(
        rf"{RULE}. Got TypeError with the message 'bad\nthing', expected ValueError, for input a TypeError."
    ):
        check.raises(ValueError, refuse, error, rule=RULE)
    with pytest.raises(CheckFailed) as caught:
        check.raises(ValueError, refuse, error, rule=RULE)
    assert caught.value.__cause__ is error


def test_a_message_that_lacks_a_text(check, fails):
    came, wanted = "ValueError with the message 'no'", "a message that contains 'Inner'"
    with fails(f"{RULE}. Got {came}, expected {wanted}, for input 'no'."):
        check.raises(ValueError, lambda text: refuse(ValueError(text)), "no", rule=RULE, match=("n", "Inner"))


def test_a_blank_meets_no_expectation(check, fails):
    def blank():
        raise NotImplementedError()

    with fails(f"{RULE}. Got NotImplementedError, expected RuntimeError."):
        check.raises(RuntimeError, blank, rule=RULE)
    with pytest.raises(ValueError, match="every blank raises"):
        check.raises(NotImplementedError, blank, rule=RULE)
    with pytest.raises(CheckFailed):
        check.raises(NotImplementedError, blank, rule=RULE, match="forward")
    check.raises(
        NotImplementedError, refuse, NotImplementedError("write forward"), rule=RULE, match="forward"
    )


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit, BaseException])
def test_what_is_no_exception_passes_through(check, stop):
    with pytest.raises(stop) as caught:
        check.raises(ValueError, refuse, stop(), rule=RULE)
    assert not isinstance(caught.value, AssertionError)


def test_a_protocol_error_of_a_judge_passes_through(check):
    class Broken(BaseException):
        pass

    with pytest.raises(Broken):
        check.raises(ValueError, refuse, Broken(), rule=RULE)


class Own(ValueError):
    pass


class Fake(Exception):
    """Claims to be a ValueError, and refuses to tell its message."""

    @property
    def __class__(self):
        return ValueError

    def __str__(self):
        raise RuntimeError("never")


def test_an_exception_that_lies_about_its_class(check, fails):
    with fails(f"{RULE}. Got Fake, expected ValueError, for input a Fake."):
        check.raises(ValueError, refuse, Fake(), rule=RULE)


@pytest.mark.parametrize(
    "expected", [Exception, BaseException, KeyboardInterrupt, Own, Liar(), int, "ValueError"]
)
def test_an_expectation_that_cannot_be_checked_is_the_author_s_error(check, expected):
    with pytest.raises(ValueError, match=r"check\.raises expects a builtin exception"):
        check.raises(expected, refuse, Own(), rule=RULE)


@pytest.mark.parametrize("match", ["", ("a", ""), (1,)])
def test_a_match_that_says_nothing_is_the_author_s_error(check, match):
    with pytest.raises(ValueError, match="match is a text"):
        check.raises(ValueError, refuse, ValueError("a"), rule=RULE, match=match or ("",))


def test_warnings_are_left_alone(check):
    def warn():
        warnings.warn("about to fail", UserWarning, stacklevel=1)
        raise ValueError

    with pytest.warns(UserWarning, match="about to fail"):
        check.raises(ValueError, warn, rule=RULE)
