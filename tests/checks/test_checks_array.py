import numpy as np
import pytest
from checks_fakes import Held, Liar, Remote, Turning

from tito.checks import CheckFailed
from tito.checks.check import FINITE_RULE


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6.0).reshape(2, 3),
        [[0, 1, 2], [3, 4, 5]],
        ([0.0, 1.0, 2.0], (3, 4, 5)),
        [np.arange(3), np.arange(3.0, 6.0)],
        [Remote([0, 1, 2]), Held(np.array([3, 4, 5]))],
        Remote(np.arange(6).reshape(2, 3)),
        Held(np.arange(6).reshape(2, 3)),
        Held([[0, 1, 2], [3, 4, 5]]),
        np.arange(12).reshape(2, 6)[:, ::2] // 2,
        np.asfortranarray(np.arange(6).reshape(2, 3)),
    ],
)
def test_reads_whatever_offers_numbers(check, value):
    got = check.array(value, shape=(2, 3))
    assert type(got) is np.ndarray
    assert got.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("number", [3, 3.0, True, np.float32(3), np.int64(3), np.array(3.0), Remote(3.0)])
def test_reads_scalars(check, number):
    assert check.array(number, shape=()).shape == ()


def test_fetches_exactly_once(check):
    remote = Remote([1.0, 2.0])
    check.array(remote, shape=(2,), dtype=np.float64)
    check.close(remote, [1.0, 2.0], rule="values stay")
    assert remote.fetched == 2


def test_a_value_that_changes_at_the_second_look_counts_as_at_the_first(check):
    got = check.array(Turning(np.ones(2), np.zeros(2)), shape=(2,))
    assert got.tolist() == [1, 1]
    with pytest.raises(CheckFailed):
        check.close(Turning(np.zeros(2), np.ones(2)), np.ones(2), rule="ones come back")


def test_copies_and_leaves_the_source_alone(check):
    source = np.zeros(4)
    source.flags.writeable = False
    got = check.array(source)
    got[0] = 1
    assert source[0] == 0


def test_read_only_broadcast_and_strided_views(check):
    view = np.broadcast_to(np.float32([1, 2]), (3, 2))
    got = check.array(view, shape=(3, 2), dtype=np.float32)
    assert got.flags.writeable and got.flags.c_contiguous
    check.close(np.arange(10.0)[::-2], [9, 7, 5, 3, 1], rule="every other entry, from the end")


def test_dtype_may_be_a_family(check, fails):
    check.array(np.int32([1]), dtype=np.integer)
    check.array(np.float32([1]), dtype="float32")
    with fails("the result has dtype integer. Got dtype float64, expected dtype integer."):
        check.array([1.0], dtype=np.integer)


def test_shape_may_be_a_number_or_hold_numpy_integers(check, fails):
    check.array([1, 2], shape=2)
    check.array([[1, 2]], shape=np.array([1, 2]))
    with fails("the result has shape (3,). Got shape (2,), expected shape (3,)."):
        check.array([1, 2], shape=np.int64(3))


def test_wrong_shape_does_not_broadcast(check, fails):
    with fails("the result has shape (3,). Got shape (3, 1), expected shape (3,)."):
        check.array(np.ones((3, 1)), shape=(3,))
    with fails("the result has shape (). Got shape (1,), expected shape ()."):
        check.array([1.0], shape=())


def test_wrong_dtype_is_not_converted(check, fails):
    with fails("the result has dtype float32. Got dtype float64, expected dtype float32."):
        check.array(np.ones(3), dtype=np.float32)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_non_finite_entries(check, fails, bad):
    values = np.array([[1, bad]])
    with fails(f"{FINITE_RULE}. Got {bad} at index (0, 1), expected a finite number."):
        check.array(values)
    assert check.array(values, finite=False).shape == (1, 2)


def test_a_given_rule_replaces_the_default_one(check, fails):
    with fails("softmax does not overflow. Got nan, expected a finite number."):
        check.array(np.nan, rule="softmax does not overflow")
    with fails("a batch has 2 rows. Got shape (1, 2), expected shape (2, 2)."):
        check.array([[1, 2]], shape=(2, 2), rule="a batch has 2 rows")


class Broken:
    def numpy(self):
        raise KeyError("no data yet")


@pytest.mark.parametrize(
    "value, got",
    [
        (None, "None: does the function return its result?"),
        ("text", "a str, expected numbers."),
        ({1: 2}, "a dict, expected numbers."),
        (np.array([None]), "an array of dtype object, expected numbers."),
        (np.array(["a"]), "an array of dtype <U1, expected numbers."),
        (
            np.array(["2020-01-01"], dtype="datetime64[D]"),
            "an array of dtype datetime64[D], expected numbers.",
        ),
        (10**30, "an array of dtype object, expected numbers."),
        ([[1, 2], [3]], "a list of items with different shapes, expected a regular grid of numbers."),
        ([1, None], "None: does the function return its result?"),
        ([1, "a"], "a str, expected numbers."),
        (np.ma.masked_array([1, 2]), "a MaskedArray, expected a plain array."),
        (Liar(), "a Liar, expected numbers."),
        (Held(None), "a Held, expected numbers."),
        (Held(Held(1)), "a Held that holds a Held, expected numbers."),
        (Turning(None), "a Turning that holds None, expected numbers."),
        (Broken(), "a Broken whose values cannot be read (KeyError)."),
    ],
)
def test_what_holds_no_numbers(check, fails, value, got):
    with fails(f"the result is an array of numbers. Got {got}"):
        check.array(value)


def test_a_student_s_own_exception_stays_visible(check):
    with pytest.raises(CheckFailed) as caught:
        check.array(Broken())
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(CheckFailed) as caught:
        check.array(None)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_what_is_no_exception_passes_through(check):
    class Interrupting:
        def numpy(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check.array(Interrupting())


def test_the_type_is_asked_not_the_object(check):
    class Pretender:
        @property
        def __class__(self):
            return np.ndarray

        def __array__(self, dtype=None, copy=None):
            return np.ones(2)

    with pytest.raises(CheckFailed):
        check.array(Pretender())
