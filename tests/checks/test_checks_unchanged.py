import numpy as np
import pytest
from checks_fakes import Liar, Remote

RULE = "the input is left as it was"


def test_unchanged_values_pass(check):
    values = np.float32([1, np.nan, np.inf])
    before = check.array(values, finite=False)
    assert check.unchanged(before, values, rule=RULE) is None
    check.unchanged(before, Remote(values), rule=RULE)
    check.unchanged(np.zeros((0, 2)), np.zeros((0, 2)), rule=RULE)


@pytest.mark.parametrize(
    "after, message",
    [
        ([1.0, 2.0, 3.5], "3.5 at index (2,), expected 3."),
        ([1.0, np.nan, 3.0], "nan at index (1,), expected 2."),
        ([1.0, 2.0, np.nextafter(3.0, 4.0)], "3.0000000000000004 at index (2,), expected 3."),
        ([[1.0, 2.0, 3.0]], "shape (1, 3) and dtype float64, expected shape (3,) and dtype float64."),
        (np.float32([1, 2, 3]), "shape (3,) and dtype float32, expected shape (3,) and dtype float64."),
        (None, "None: does the function return its result?"),
        (Liar(), "a Liar, expected numbers."),
    ],
)
def test_the_first_change_is_named(check, fails, after, message):
    with fails(f"{RULE}. Got {message}"):
        check.unchanged(np.array([1.0, 2.0, 3.0]), after, rule=RULE)


def test_comparing_values_with_themselves_is_the_author_s_error(check):
    values, remote = np.ones(3), Remote([1])
    for before, after in [(values, values), (values[:], values), (remote, remote)]:
        with pytest.raises(ValueError, match="take a copy before"):
            check.unchanged(before, after, rule=RULE)
