import numpy as np
import pytest
from checks_fakes import Held, Remote
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tito import checks
from tito.checks import CheckFailed, numerical_gradient

RULE = "the gradient of a product is the other factor"
CHECK = checks.cell("test-of-gradients")
X, Y = np.array([[0.5, -1.0, 2.0]]), np.array([[3.0], [4.0]])


def product(x, y):
    return (x * y).sum()


def cubes(x):
    return (x**3).sum()


RIGHT = [np.full((1, 3), 7.0), np.full((2, 1), 1.5)]


def test_right_gradients_pass(check):
    assert check.gradient(product, [X, Y], RIGHT, rule=RULE) is None
    check.gradient(product, (X, Y), [Remote(RIGHT[0].astype(np.float32)), Held(RIGHT[1])], rule=RULE)
    check.gradient(lambda x: x * x, [3], [6.0], rule=RULE)
    check.gradient(cubes, [X], [3 * X**2], rule=RULE, rtol=1e-8)


def test_a_wrong_gradient_fails_with_its_input_and_entry(check, fails):
    wrong = [RIGHT[0], np.array([[1.5], [1.6]])]
    with fails(
        f"{RULE}. Got 1.6 at index (1, 0) in the gradient of input 1, expected 1.5, for input [[3.] [4.]]."
    ):
        check.gradient(product, [X, Y], wrong, rule=RULE)


@pytest.mark.parametrize("factor", [0.0, -1.0, 0.5, 2.0, 1.001])
def test_a_gradient_off_by_a_factor_fails(check, factor):
    with pytest.raises(CheckFailed):
        check.gradient(cubes, [X], [factor * 3 * X**2], rule=RULE)


@pytest.mark.parametrize("eps, passes", [(1e-6, True), (1e-4, True), (0.5, False), (1e-14, False)])
def test_the_step_matters(check, eps, passes):
    """A negative control: the same gradient passes at a right step and fails at a wrong one."""
    if passes:
        check.gradient(cubes, [X], [3 * X**2], rule=RULE, eps=eps)
    else:
        with pytest.raises(CheckFailed):
            check.gradient(cubes, [X], [3 * X**2], rule=RULE, eps=eps)


@given(
    hnp.arrays(np.float64, st.sampled_from([(), (1,), (3,), (2, 1, 2), (0, 3)]), elements=st.floats(-2, 2))
)
def test_smooth_functions_agree_with_their_derivatives(x):
    CHECK.gradient(lambda x: np.sin(x).sum(), [x], [np.cos(x)], rule=RULE, rtol=1e-7)
    if x.size:
        with pytest.raises(CheckFailed):
            CHECK.gradient(lambda x: np.sin(x).sum(), [x], [np.cos(x) + 0.01], rule=RULE)


@pytest.mark.parametrize(
    "got, message",
    [
        ([RIGHT[0]], "1 gradients, expected 2."),
        ([*RIGHT, 1.0], "3 gradients, expected 2."),
        (RIGHT[0], "an ndarray, expected a list of 2, one gradient for each input."),
        (None, "None, expected a list of 2, one gradient for each input."),
        ([None, RIGHT[1]], "None in the gradient of input 0, expected an array of shape (1, 3)."),
        ([RIGHT[0], "text"], "a str, expected numbers."),
        (
            [RIGHT[0], np.full((2, 3), 1.5)],
            "shape (2, 3) in the gradient of input 1, expected shape (2, 1), for input [[3.] [4.]].",
        ),
        (
            [np.full((1, 3), np.nan), RIGHT[1]],
            "nan at index (0, 0) in the gradient of input 0, expected 7, for input [[ 0.5 -1. 2. ]].",
        ),
    ],
)
def test_gradients_that_are_none(check, fails, got, message):
    with fails(f"{RULE}. Got {message}"):
        check.gradient(product, [X, Y], got, rule=RULE)


@pytest.mark.parametrize(
    "value, message",
    [
        (
            np.float32(1),
            "an array of shape () and dtype float32 from the function itself, expected one float64 number.",
        ),
        (
            np.ones(2),
            "an array of shape (2,) and dtype float64 from the function itself, expected one float64 number.",
        ),
        (True, "an array of shape () and dtype bool from the function itself, expected one float64 number."),
        (np.nan, "nan from the function itself, expected a finite number."),
        (None, "None: does the function return its result?"),
    ],
)
def test_a_function_that_gives_no_float64_number(check, fails, value, message):
    with fails(f"{RULE}. Got {message}"):
        check.gradient(lambda x: value, [X], [X], rule=RULE)
    with pytest.raises(ValueError, match=r".") as caught:
        numerical_gradient(lambda x: value, [X])
    assert str(caught.value) + "." == message or str(caught.value) == message


@pytest.mark.parametrize("inputs", [X, [], (), 3.0, None])
def test_inputs_that_are_no_list_are_the_author_s_error(check, inputs):
    with pytest.raises(ValueError, match="a list of one or more inputs"):
        check.gradient(cubes, inputs, [X], rule=RULE)


def test_a_step_lost_in_a_large_input_is_the_author_s_error(check):
    with pytest.raises(ValueError, match="a step of 1e-06 is lost in an input of 1e\\+20"):
        check.gradient(cubes, [np.array([1e20])], [np.array([3e40])], rule=RULE)


def test_inputs_reach_the_function_as_fresh_float64_copies():
    source = np.float32([1, 2])
    source.flags.writeable = False

    def spoiling(x, n):
        assert x.dtype == n.dtype == np.float64
        value = (x * x * n).sum()
        x[:] = n[...] = np.nan
        return value

    gradient, count = numerical_gradient(spoiling, [source, 3])
    np.testing.assert_allclose(gradient, [6, 12], rtol=1e-8)
    assert gradient.dtype == np.float64 and count.shape == ()
    assert source.tolist() == [1, 2]


def test_an_exception_of_the_function_is_its_own(check):
    with pytest.raises(ZeroDivisionError):
        check.gradient(lambda x: 1 / 0, [X], [X], rule=RULE)
