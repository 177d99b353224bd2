import collections
import json

import numpy as np
import pytest
from checks_fakes import Liar, Remote
from hypothesis import given
from hypothesis import strategies as st

from tito import checks
from tito.checks import SEPARATOR, CheckFailed

RULE = "decode undoes encode"
CHECK = checks.cell("test-of-equal")
ATOMS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
PLAIN = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(PLAIN)
def test_a_plain_value_equals_itself(value):
    assert CHECK.equal(value, value, rule=RULE) is None


@given(PLAIN, PLAIN)
def test_a_pass_means_equal_by_python_too_and_a_failure_begins_with_its_rule(got, want):
    def as_lists(value):
        if isinstance(value, (list, tuple)):
            return [as_lists(item) for item in value]
        return {k: as_lists(v) for k, v in value.items()} if isinstance(value, dict) else value

    try:
        CHECK.equal(got, want, rule=RULE)
    except CheckFailed as error:
        assert str(error).startswith(RULE + SEPARATOR) and error.rule == RULE
    else:
        assert as_lists(got) == as_lists(want)


@pytest.mark.parametrize(
    "got, want",
    [
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        ((np.int64(2), 3), (2, 3)),
        ([2, 3], (2, 3)),
        ({"a": (1, 2)}, {"a": [1, 2]}),
        ({1: 2, 3: 4}, {3: 4, 1: 2}),
        ({1, 2}, frozenset([2, 1])),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (collections.namedtuple("Point", "x y")(1, 2), (1, 2)),
        (np.dtype("float32"), np.float32),
        (np.float32, np.dtype("float32")),
        (None, None),
        (0.0, -0.0),
        (b"a", b"a"),
        (1j, np.complex128(1j)),
    ],
)
def test_what_is_equal(check, got, want):
    check.equal(got, want, rule=RULE)


@pytest.mark.parametrize(
    "got, want, message",
    [
        (3, 4, "3, expected 4."),
        (True, 1, "True, expected 1."),
        (1, True, "1, expected True."),
        (3.0, 3, "3.0, expected 3."),
        (np.float64(3), 3, "3.0, expected 3."),
        ((2, 3, 1), (2, 3), "(2, 3, 1), expected (2, 3)."),
        ([True], [1], "[True], expected [1]."),
        ({True: 1}, {1: 1}, "{True: 1}, expected {1: 1}."),
        ({1: True}, {1: 1}, "{1: True}, expected {1: 1}."),
        ({1}, [1], "{1}, expected [1]."),
        ("3", 3, "'3', expected 3."),
        ("a", b"a", "'a', expected b'a'."),
        (np.dtype("float64"), np.float32, "float64, expected float32."),
        ("float32", np.float32, "'float32', expected float32."),
        (np.dtype(">f4"), np.dtype("<f4"), ">f4, expected float32."),
        (float("nan"), float("nan"), "nan (a float), expected nan (a float)."),
        (None, 3, "None: does the function return its result?"),
        (3, None, "3, expected None."),
        ([None], [3], "[None], expected [3]."),
        pytest.param(10**5000, 3, "an int of 16610 bits, expected 3.", id="large"),
    ],
)
def test_what_differs(check, fails, got, want, message):
    with fails(f"{RULE}. Got {message}"):
        check.equal(got, want, rule=RULE)


def test_a_nan_in_a_container_equals_nothing_itself_included(check):
    values = [float("nan")]
    with pytest.raises(CheckFailed):
        check.equal(values, values, rule=RULE)


@pytest.mark.parametrize(
    "got, message",
    [
        (Liar(), "a Liar, which is no plain value, expected 3."),
        ([Liar()], "a list that contains a Liar, which is no plain value, expected 3."),
        ({"a": (1, Liar())}, "a dict that contains a Liar, which is no plain value, expected 3."),
        (Remote(3), "a Remote, which is no plain value, expected 3."),
        (np.array(3), "an ndarray, which is no plain value, expected 3."),
        (json, "a module, which is no plain value, expected 3."),
        (Liar, "a type, which is no plain value, expected 3."),
        (np.longdouble(3), "a longdouble, which is no plain value, expected 3."),
    ],
)
def test_what_is_not_plain_fails_and_says_so(check, fails, got, message):
    with fails(f"{RULE}. Got {message}"):
        check.equal(got, 3, rule=RULE)


class LyingInt(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class LyingList(list):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([1, 2, 3])

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return 1


class LyingScalar(np.float64):
    def __eq__(self, other):
        return True

    def item(self):
        return 3.0

    __hash__ = np.float64.__hash__


def test_subclasses_that_lie_do_not_pass(check, fails):
    with fails(f"{RULE}. Got a LyingInt, which is no plain value, expected 3."):
        check.equal(LyingInt(4), 3, rule=RULE)
    with fails(f"{RULE}. Got [9], expected [1, 2, 3]."):
        check.equal(LyingList([9]), [1, 2, 3], rule=RULE)
    with pytest.raises(CheckFailed):
        check.equal(LyingScalar(4.0), 3.0, rule=RULE)


@pytest.mark.parametrize("want", [np.ones(2), Liar(), [Remote(1)]])
def test_an_expected_value_that_is_not_plain_is_the_author_s_error(check, want):
    with pytest.raises(ValueError, match=r"arrays are for check\.close"):
        check.equal(want, want, rule=RULE)


def test_long_texts_and_lists_show_where_they_differ(check, fails):
    text = "to be or not to be, " * 20
    wrong = text[:300] + "X" + text[301:]
    with fails(
        f"{RULE}. Got {wrong[300:320]!r} at index (300,), expected {text[300:320]!r}, for input 'play'."
    ):
        check.equal(wrong, text, rule=RULE, given="play")
    with fails(f"{RULE}. Got the end after 400 characters at index (400,), expected '!'."):
        check.equal(text, text + "!", rule=RULE)
    with fails(f"{RULE}. Got -1 at index (50,), expected 50."):
        check.equal([*range(50), -1], tuple(range(100)), rule=RULE)
    with fails(f"{RULE}. Got 99 at index (99,), expected the end after 99 items."):
        check.equal(list(range(100)), list(range(99)), rule=RULE)


def test_lists_that_fit_are_shown_whole(check, fails):
    got, want = [*range(11), -1], list(range(12))
    with fails(f"{RULE}. Got {got}, expected {want}."):
        check.equal(got, want, rule=RULE)


def test_the_input_is_shown(check, fails):
    with fails(f"{RULE}. Got [1], expected [2], for input 'a'."):
        check.equal([1], [2], rule=RULE, given="a")
