"""The checks of one test cell."""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np

from .compare import difference, first_change, first_false
from .failure import failure, require_rule
from .gradients import gradient_fault
from .plain import inequality
from .raising import raised, require_expectation, wrong_error
from .show import number, place, sentence, shown
from .spy import Log
from .values import Unfit, article, fetch

NUMBERS_RULE = "the result is an array of numbers"
FINITE_RULE = "every entry of the result is finite: look for an overflow, a logarithm of 0 or a division by 0"


class Check:
    """The checks of one test cell. Each passes in silence or raises CheckFailed.

    Every `rule` is one sentence that names what should hold and how it shows when it does not, without a
    full stop. Every `given` is the input, for the message.

    Attributes:
        grade_id: the cell's id.
        rng: a NumPy generator, the same for the same seed and id.
    """

    def __init__(self, grade_id: str) -> None:
        if type(grade_id) is not str or not grade_id:
            raise ValueError(f"a test cell's id is a text, not {grade_id!r}")
        self.grade_id = grade_id
        self.rng = generator(os.environ.get("TITO_SEED") or "0", grade_id)

    def array(
        self,
        value: object,
        shape: int | tuple[int, ...] | None = None,
        dtype: object = None,
        rule: str | None = None,
        finite: bool = True,
    ) -> np.ndarray:
        """Fetch a result, once, as a plain array of its own, and check its form. Nothing is converted.

        Args:
            value: a Tensor, an array, a number, or a list of those.
            shape: the shape that it must have; None: any.
            dtype: the dtype that it must have, or a family such as np.integer; None: any numbers.
            rule: what a failure says; None: a sentence about the form.
            finite: whether an infinity or a nan is a failure.

        Returns:
            A writable array, which shares no memory with the value.

        Raises:
            CheckFailed: there are no numbers to read, or shape, dtype or finiteness is wrong.

        Example:
            >>> cell("test-example").array([1, 2, 3], shape=(3,), dtype=np.integer)
            array([1, 2, 3])
        """
        if rule is not None:
            require_rule(rule)
        array = read(value, rule or NUMBERS_RULE)
        fault = wrong_shape(array, shape) or wrong_dtype(array, dtype)
        if finite and fault is None:
            fault = not_finite(array)
        if fault is not None:
            raise failure(rule or fault[0], fault[1])
        return array

    def close(
        self,
        got: object,
        want: object,
        *,
        rule: str,
        given: object = None,
        rtol: float | None = None,
        atol: float = 1e-6,
    ) -> None:
        """Check that |got - want| <= rtol * max|want| + atol in every entry.

        Args:
            got: the result: whatever `array` reads.
            want: the expected values, of exactly that shape. Only the same infinity matches an infinity.
            rule: what should hold.
            given: the input.
            rtol: None: 1e-5 if got is float32, 1e-2 if float16, else 1e-8. Integers are compared as float64.
            atol: the absolute tolerance.

        Raises:
            CheckFailed: with the first wrong entry in C order. A nan is always wrong.
            ValueError: want holds no numbers.

        Example:
            >>> cell("test-example").close([0.5, 0.0], [0.5, 0.5], rule="halves stay", given="half")
            Traceback (most recent call last):
            ...
            tito.checks.failure.CheckFailed: halves stay. Got 0 at index (1,), expected 0.5, for input 'half'.
        """
        require_rule(rule)
        symptom = difference(read(got, rule), expected_array(want), rtol, atol, given)
        if symptom is not None:
            raise failure(rule, symptom)

    def equal(self, got: object, want: object, *, rule: str, given: object = None) -> None:
        """Check that a plain value is exactly the expected one.

        Plain are None, bool, int, float, complex, str, bytes, NumPy scalars and dtypes, and lists, tuples,
        sets and dictionaries of plain values. A NumPy scalar equals the number that it holds, a dtype its
        scalar type, a list the tuple of the same items. True is not 1, 3 is not 3.0, a nan equals nothing.

        Args:
            got: the result.
            want: the expected value.
            rule: what should hold.
            given: the input.

        Raises:
            CheckFailed: the value differs, or is not plain; the `==` of an object is never asked.
            ValueError: the expected value is not plain.

        Example:
            >>> cell("test-example").equal((np.int64(2), 3), (2, 3), rule="the shape is (2, 3)")
        """
        require_rule(rule)
        symptom = inequality(got, want, given)
        if symptom is not None:
            raise failure(rule, symptom)

    def true(self, condition: object, *, rule: str, got: object = None, given: object = None) -> None:
        """Check a condition. It must be a real bool (or np.bool_): the truth of an object is never asked.

        Args:
            condition: True for a pass.
            rule: what should hold.
            got: what came, for the message.
            given: the input.

        Raises:
            CheckFailed: the condition is False, or no bool.

        Example:
            >>> cell("test-example").true(2 > 1, rule="two is more than one")
        """
        require_rule(rule)
        if type(condition) not in (bool, np.bool_):
            raise failure(rule, sentence(article(condition), expected="True or False", given=given))
        if not condition:
            raise failure(rule, sentence("False" if got is None else shown(got), given=given))

    def raises(
        self,
        expected: type[Exception],
        call: Callable[..., object],
        *args: object,
        rule: str,
        match: str | tuple[str, ...] | None = None,
        **kwargs: object,
    ) -> None:
        """Check that `call(*args, **kwargs)` raises a builtin exception.

        A blank raises NotImplementedError. It counts as no RuntimeError; to expect it, give a match as well.

        Args:
            expected: a builtin exception, not Exception itself.
            call: what to call.
            args: its arguments, also shown as the input.
            rule: what should hold.
            match: a text, or several, which the exception's message must contain.
            kwargs: its keyword arguments.

        Raises:
            CheckFailed: nothing was raised, or something else, or the message lacks a text. What is no
                Exception, such as KeyboardInterrupt, passes through.
            ValueError: expected or match is not one that can be checked.

        Example:
            >>> cell("test-example").raises(ValueError, int, "x", rule="x is no number", match="invalid")
        """
        require_rule(rule)
        texts = (match,) if isinstance(match, str) else match or ()
        require_expectation(expected, texts)
        error = raised(call, args, kwargs)
        symptom = wrong_error(expected, error, texts, args[0] if len(args) == 1 else args or None)
        if symptom is not None:
            raise failure(rule, symptom) from error

    def gradient(
        self,
        f: Callable[..., object],
        inputs: Sequence[object],
        got: Sequence[object],
        *,
        rule: str,
        eps: float = 1e-6,
        rtol: float = 1e-4,
        atol: float = 1e-6,
    ) -> None:
        """Check gradients against central differences of f in float64, as `numerical_gradient` computes them.

        Args:
            f: takes one float64 array for each input and returns one float64 number.
            inputs: a list of arrays, of any shapes.
            got: a list with the gradient of each input, of that input's shape.
            rule: what should hold.
            eps: the step of the differences.
            rtol: |got - want| <= rtol * max|want| + atol, for each input by itself.
            atol: the absolute tolerance.

        Raises:
            CheckFailed: with the number of the first wrong input and its first wrong entry; or f does not
                return one finite float64 number.
            ValueError: inputs is no list or empty, or the step is lost in an input.

        Example:
            >>> x = np.array([1.0, 2.0])
            >>> cell("test-example").gradient(lambda x: (x * x).sum(), [x], [2 * x], rule="the slope is 2x")
        """
        require_rule(rule)
        try:
            symptom = gradient_fault(f, inputs, got, eps, rtol, atol)
        except Unfit as error:
            raise failure(rule, str(error)) from error.__cause__
        if symptom is not None:
            raise failure(rule, symptom)

    def operations(self, log: Log, names: Sequence[str], *, rule: str, given: object = None) -> None:
        """Check which operations `recording` saw, in order.

        Args:
            log: from `with recording(Tensor) as log`.
            names: the expected names.
            rule: what should hold.
            given: the input.

        Raises:
            CheckFailed: other operations were seen, or none.

        Example:
            >>> log = Log()
            >>> log.add("mul", (2.0, 3.0), {})
            >>> cell("test-example").operations(log, ["mul"], rule="a product is announced")
        """
        self.equal(log.names, list(names), rule=rule, given=given)

    def unchanged(self, before: object, after: object, *, rule: str) -> None:
        """Check that values are exactly what they were, in shape, dtype and every entry.

        Args:
            before: the values as `array` fetched them before.
            after: the values now: whatever `array` reads.
            rule: what should hold.

        Raises:
            CheckFailed: with the first entry that changed.
            ValueError: before shares its memory with after, so that nothing could be seen.

        Example:
            >>> x = np.ones(3)
            >>> before = x.copy()
            >>> cell("test-example").unchanged(before, x, rule="the input is left as it was")
        """
        require_rule(rule)
        if before is after or one_memory(before, after):
            raise ValueError("before and after are the same values: take a copy before, with check.array")
        symptom = first_change(expected_array(before), read(after, rule))
        if symptom is not None:
            raise failure(rule, symptom)


def cell(grade_id: str) -> Check:
    """Begin a test cell.

    Args:
        grade_id: the cell's own id; with the run's seed (environment TITO_SEED, else 0) it fixes `check.rng`.

    Raises:
        ValueError: the id is no text or empty, or TITO_SEED is no whole number from 0 on.

    Example:
        >>> check = cell("test-example")
        >>> check.close([0.5, 0.5], [0.5, 0.5], rule="halves are kept")
    """
    return Check(grade_id)


def generator(seed: str, grade_id: str) -> np.random.Generator:
    """A generator that depends on the run's seed and the cell's id only, and is the same on every machine."""
    if not (seed.isascii() and seed.isdigit()):
        raise ValueError(f"TITO_SEED is a whole number from 0 on, not {seed!r}")
    digest = int.from_bytes(sha256(grade_id.encode()).digest(), "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([int(seed), digest])))


def read(value: object, rule: str) -> np.ndarray:
    """Fetch a result, or fail with the rule."""
    try:
        return fetch(value)
    except Unfit as error:
        raise failure(rule, str(error)) from error.__cause__  # the student's own exception, if there was one


def expected_array(want: object) -> np.ndarray:
    """Fetch the expected values; if there are none, the check is written wrongly."""
    try:
        return fetch(want)
    except Unfit as error:
        raise ValueError(f"the expected values are {error}") from error.__cause__


def one_memory(before: object, after: object) -> bool:
    """Whether two values are arrays over the same memory."""
    return type(before) is type(after) is np.ndarray and np.may_share_memory(before, after)


def wrong_shape(array: np.ndarray, shape: int | tuple[int, ...] | None) -> tuple[str, str] | None:
    """A rule and a symptom if the shape is not the one wanted."""
    if shape is None:
        return None
    wanted = tuple(map(int, np.atleast_1d(shape)))
    if array.shape == wanted:
        return None
    return f"the result has shape {wanted}", f"shape {array.shape}, expected shape {wanted}"


def wrong_dtype(array: np.ndarray, dtype: object) -> tuple[str, str] | None:
    """A rule and a symptom if the dtype is not the one wanted, or not of the family wanted."""
    if dtype is None or np.issubdtype(array.dtype, dtype):
        return None
    name = dtype.__name__ if isinstance(dtype, type) else str(np.dtype(dtype))
    return f"the result has dtype {name}", f"dtype {array.dtype}, expected dtype {name}"


def not_finite(array: np.ndarray) -> tuple[str, str] | None:
    """A rule and a symptom if an entry is an infinity or a nan."""
    finite = np.isfinite(array)
    if finite.all():
        return None
    index = first_false(finite)
    return FINITE_RULE, sentence(number(array[index]), place(index), "a finite number")
