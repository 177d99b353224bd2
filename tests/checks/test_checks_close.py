import warnings

import numpy as np
import pytest
from checks_fakes import Liar, Remote
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tito import checks
from tito.checks import SEPARATOR, CheckFailed

RULE = "each row of softmax sums to 1"
CHECK = checks.cell("test-of-close")
FINITE = hnp.arrays(
    st.sampled_from([np.float32, np.float64]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    elements=st.floats(-1e6, 1e6, width=32),
)


@given(FINITE)
def test_close_is_reflexive(x):
    assert CHECK.close(x, x, rule=RULE) is None
    CHECK.close(Remote(x), x, rule=RULE, rtol=0, atol=0)


@given(hnp.arrays(np.float64, (2, 3), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_close_is_reflexive_up_to_the_largest_numbers(x):
    CHECK.close(x, x, rule=RULE)


@given(FINITE, st.data())
def test_a_perturbation_above_the_tolerance_always_fails(want, data):
    assume(want.size)
    index = data.draw(st.sampled_from(list(np.ndindex(want.shape))))
    rtol = 1e-5 if want.dtype == np.float32 else 1e-8
    got = want.copy()
    got[index] += data.draw(st.sampled_from([-3, 3])) * (rtol * np.abs(want).max() + 1e-6)
    with pytest.raises(CheckFailed) as caught:
        CHECK.close(got, want, rule=RULE)
    assert caught.value.rule == RULE
    assert str(caught.value).startswith(RULE + SEPARATOR)
    assert "expected" in str(caught.value)
    if index:
        assert f"at index {index}" in str(caught.value)


@given(FINITE, st.data())
def test_a_perturbation_below_the_tolerance_always_passes(want, data):
    assume(want.size and want.dtype == np.float64)
    index = data.draw(st.sampled_from(list(np.ndindex(want.shape))))
    got = want.copy()
    got[index] += data.draw(st.floats(-0.5, 0.5)) * (1e-8 * np.abs(want).max() + 1e-6)
    CHECK.close(got, want, rule=RULE)


def test_the_message_of_the_guide(check, fails):
    with fails(
        "softmax does not overflow: subtract the largest logit before exp. "
        "Got nan at index (0, 0), expected 0.5, for input [[1000. 1000.]]."
    ):
        check.close(
            np.float32([[np.nan, np.nan]]),
            [[0.5, 0.5]],
            rule="softmax does not overflow: subtract the largest logit before exp",
            given=np.array([[1000.0, 1000.0]]),
        )


def test_the_first_wrong_index_is_in_c_order(check, fails):
    got = np.zeros((2, 2), order="F")
    got[1, 0] = got[0, 1] = 7
    with fails(f"{RULE}. Got 7 at index (0, 1), expected 0."):
        check.close(got, np.zeros((2, 2)), rule=RULE)


def test_a_scalar_has_no_index(check, fails):
    with fails(f"{RULE}. Got 0.5, expected 1."):
        check.close(0.5, 1, rule=RULE)


@pytest.mark.parametrize(
    "got, want",
    [
        ((3,), (3, 1)),
        ((3, 1), (3,)),
        ((1,), ()),
        ((), (1,)),
        ((2, 3), (3,)),
        ((0,), (0, 3)),
        ((1, 1), (3, 3)),
    ],
)
def test_shapes_never_broadcast(check, fails, got, want):
    with fails(f"{RULE}. Got shape {got}, expected shape {want}."):
        check.close(np.ones(got), np.ones(want), rule=RULE)


def test_empty_arrays_agree_in_shape_only(check):
    check.close(np.zeros((0, 3)), np.zeros((0, 3)), rule=RULE)
    check.close([], [], rule=RULE)


@pytest.mark.parametrize("rtol", [None, 0.0, 1.0])
def test_nan_is_always_wrong(check, fails, rtol):
    with fails(f"{RULE}. Got nan at index (1,), expected 1."):
        check.close([1, np.nan], [1, 1], rule=RULE, rtol=rtol)
    with fails(f"{RULE}. Got 1 at index (1,), expected nan."):
        check.close([1, 1], [1, np.nan], rule=RULE, rtol=rtol)
    with fails(f"{RULE}. Got nan, expected nan."):
        check.close(np.nan, np.nan, rule=RULE, rtol=rtol)


def test_infinity_is_matched_by_itself_only_and_widens_no_tolerance(check, fails):
    check.close([-np.inf, 1], [-np.inf, 1], rule=RULE)
    with fails(f"{RULE}. Got 2 at index (1,), expected 1."):
        check.close([-np.inf, 2], [-np.inf, 1], rule=RULE)
    with fails(f"{RULE}. Got inf, expected -inf."):
        check.close(np.inf, -np.inf, rule=RULE)
    with fails(f"{RULE}. Got 5, expected inf."):
        check.close(5, np.inf, rule=RULE)
    with fails(f"{RULE}. Got inf, expected 1."):
        check.close(np.inf, 1, rule=RULE, atol=np.inf)


def test_tolerances_go_by_the_dtype_of_what_came(check):
    want = np.array([1.0, 1000.0])
    near = np.array([1.005, 1000.0])  # 5e-6 of the largest entry
    check.close(near.astype(np.float32), want, rule=RULE)
    check.close(near.astype(np.float16), want, rule=RULE)
    with pytest.raises(CheckFailed):
        check.close(near, want, rule=RULE)
    check.close(near, want, rule=RULE, rtol=1e-5)
    with pytest.raises(CheckFailed):
        check.close(near.astype(np.float32), want, rule=RULE, rtol=1e-6)
    check.close(near, want, rule=RULE, atol=1e-2)


def test_a_nan_tolerance_passes_nothing(check):
    with pytest.raises(CheckFailed):
        check.close(1.0, 1.0, rule=RULE, rtol=np.nan)


def test_integers_compare_as_float64(check, fails):
    check.close(np.int64([1, 2]), [1.0, 2.0], rule=RULE)
    check.close(np.uint8([1]), np.int64([1]), rule=RULE)
    with fails(f"{RULE}. Got 0 at index (0,), expected 255."):  # no wrapping around
        check.close(np.uint8([0]), np.int64([255]), rule=RULE)
    with fails(f"{RULE}. Got -128 at index (0,), expected 128."):
        check.close(np.int8([-128]), np.int64([128]), rule=RULE)
    with fails(f"{RULE}. Got True at index (0,), expected 0."):
        check.close([True], [0], rule=RULE)


def test_complex_numbers_keep_their_imaginary_part(check, fails):
    check.close(1 + 2j, 1 + 2j, rule=RULE)
    with fails(f"{RULE}. Got 1+2j, expected 1."):
        check.close(1 + 2j, 1, rule=RULE)


def test_enough_digits_are_shown_to_tell_two_numbers_apart(check, fails):
    with fails(f"{RULE}. Got 1000.00002, expected 1000."):
        check.close(1000.00002, 1000.0, rule=RULE)


def test_large_numbers_give_no_warning(check):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check.close(np.inf, np.inf, rule=RULE)
        for got, want in [(1.7e308, -1.7e308), (-np.inf, np.inf), (np.float32(3e38), 3.4e300)]:
            with pytest.raises(CheckFailed):
                check.close(got, want, rule=RULE)


def test_nothing_returned(check, fails):
    with fails(f"{RULE}. Got None: does the function return its result?"):
        check.close(None, 1.0, rule=RULE, given=[1])


def test_a_lying_object_does_not_pass(check, fails):
    with fails(f"{RULE}. Got a Liar, expected numbers."):
        check.close(Liar(), np.ones(3), rule=RULE)


@pytest.mark.parametrize("want", [None, "text", Liar(), [[1], [1, 2]]])
def test_expected_values_without_numbers_are_the_author_s_error(check, want):
    with pytest.raises(ValueError, match=r"^the expected values are "):
        check.close(1.0, want, rule=RULE)


@pytest.mark.parametrize(
    "given, shown",
    [
        (np.float32([1, 2]), "[1. 2.]"),
        (Remote([[1, 2], [3, 4]]), "[[1 2] [3 4]]"),
        (np.zeros((2, 100)), "[[0. 0. ... 0. 0.] [0. 0. ... 0. 0.]] of shape (2, 100)"),
        (np.zeros((50, 1)), "[[0.] [0.] ... [0.] [0.]] of shape (50, 1)"),
        (np.array(2.0), "2"),
        (np.zeros((0, 3)), "[] of shape (0, 3)"),
        (np.float32(0.1), "0.1"),
        (3, "3"),
        ("ab", "'ab'"),
        ((1, "a"), "(1, 'a')"),
        ((1,), "(1,)"),
        ([np.ones(2), 3], "[[1. 1.], 3]"),
        ({"axis": 0, "x": np.ones(1)}, "{'axis': 0, 'x': [1.]}"),
        ({1}, "{1}"),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...] of 100 items"),
        (np.dtype("float32"), "float32"),
        (np.float32, "float32"),
        (object(), "an object"),
        (np.array([object()]), "an array of dtype object and shape (1,)"),
        (10**1000, "an int of 3322 bits"),
        ("line\n\x1b[31m", r"'line\n\x1b[31m'"),
    ],
)
def test_the_input_is_shown_in_short(check, fails, given, shown):
    with fails(f"{RULE}. Got 0, expected 1, for input {shown}."):
        check.close(0, 1, rule=RULE, given=given)


@pytest.mark.parametrize("given", ["x" * 10_000, np.full((3, 2, 2, 2, 2), 1e-9), [["y" * 300] * 50] * 50])
def test_a_message_stays_short(check, given):
    with pytest.raises(CheckFailed) as caught:
        check.close(0, 1, rule=RULE, given=given)
    assert len(str(caught.value)) < 350 and "\n" not in str(caught.value)


def test_a_student_s_type_name_and_repr_are_not_trusted(check, fails):
    class Fake(np.float64):
        def __str__(self):
            raise AssertionError("run")

        __repr__ = __format__ = __str__

    with fails(f"{RULE}. Got 0, expected 1, for input 2."):
        check.close(0, 1, rule=RULE, given=Fake(2.0))
