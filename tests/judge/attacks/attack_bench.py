"""A small notebook that attacks are played against, and what each of them must come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tito.judge.job import Cell, Job, Limits, Outcome

SECRET = "heron-71"
"""Stands in every hidden line: where it turns up in what a student gets to see, a test has leaked."""

SETUP = """
import math
import numpy as np
from tito import checks

def spread(values):
    return float(np.max(values) - np.min(values))
"""

WRONG = {
    "average": "def average(values):\n    return 0.0",
    "scale": "def scale(values, factor):\n    return np.asarray(values) * factor",  # right: it must go on to pass
    "root": "def root(number):\n    return number",
    "box": "class Box:\n    def __init__(self, value):\n        self.value = 0\n\n    def doubled(self):\n        return Box(0)",
    "shift": "def shift(values):\n    return values",
}

TESTS = {
    "test-average": f"""
check = checks.cell("test-average")
check.close(average([1.0, 2.0, 6.0]), 3.0, rule="the average of 1, 2 and 6 is 3")
### BEGIN HIDDEN TESTS
for n in (1, 5, 8):
    x = check.rng.normal(size=n) + 10
    check.close(average(x), x.sum() / n, rule="the average is the sum over the count {SECRET}", given=x)
### END HIDDEN TESTS
""",
    "test-average-plain": f"""
assert np.allclose(average(np.array([2.0, 4.0])), 3.0)
### BEGIN HIDDEN TESTS
hidden_numbers = np.array([3.0, 5.0, 70.0])  # {SECRET}
assert average(hidden_numbers) == 26.0, "{SECRET}"
np.testing.assert_allclose(average(hidden_numbers * 2), 52.0)
assert abs(average([1.5, 2.5]) - 2.0) < 1e-9
### END HIDDEN TESTS
""",
    "test-scale": """
check = checks.cell("test-scale")
check.close(check.array(scale(np.ones(3), 2.0)), 2 * np.ones(3), rule="ones times two are twos")
assert np.allclose(scale([1.0, 2.0], 3.0), [3.0, 6.0])
""",
    "test-root": f"""
import pytest
assert math.isclose(root(9.0), 3.0)
### BEGIN HIDDEN TESTS
with pytest.raises(ValueError, match="negative"):  # {SECRET}
    root(-4.0)
for number in [4.0, 16.0, 2.25]:
    assert math.isclose(root(number) ** 2, number)
### END HIDDEN TESTS
""",
    "test-box": f"""
assert isinstance(Box(3), Box)
assert Box(3).value == 3
assert len([item for item in [Box(2).doubled()] if item.value == 4]) == 1
### BEGIN HIDDEN TESTS
assert [Box(n).doubled().value for n in range(4)] == [0, 2, 4, 6], "{SECRET}"
### END HIDDEN TESTS
""",
    "test-shift": f"""
assert np.abs(shift(np.array([1.0, 2.0, 6.0])) - np.array([-2.0, -1.0, 3.0])).max() < 1e-9
### BEGIN HIDDEN TESTS
numbers = np.array([5.0, 9.0])  # {SECRET}
np.testing.assert_almost_equal(shift(numbers)[0], -2.0)
assert np.linalg.norm(shift(numbers) - [-2.0, 2.0]) < 1e-9, "{SECRET}"
assert 2.0 in shift(numbers)
### END HIDDEN TESTS
""",
}
PASSES_HONESTLY = frozenset({"test-scale"})


LIMITS = Limits(cell_seconds=3, notebook_seconds=30, wall_factor=3, memory_mib=512, file_mib=8)


@dataclass(frozen=True)
class Attack:
    """A way to get points, or to see or break something, that must not work.

    Attributes:
        first: a cell of the student's before the exercises.
        cells: exercise -> text in its place; the others are wrong as in WRONG.
        last: a cell of the student's after the last test.
        passes: the tests that the code deserves to pass.
        may_stop: the attack may end its own later cells or tests: `passes` is then at most what passes.
        flagged: whether a person must be told.
        shows: what stands in the notebook if the attack came as far as it should.
    """

    first: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    last: str = ""
    passes: frozenset[str] = PASSES_HONESTLY
    may_stop: bool = False
    flagged: bool = False
    shows: str = ""
    limits: Limits = LIMITS


def job(attack: Attack, reached: Mapping[str, frozenset[int]] | None) -> Job:
    """The notebook with the attack in it."""
    texts = {**WRONG, **attack.cells}
    cells = [("provided", None, SETUP), ("student", None, attack.first)]
    for exercise, tests in {
        "average": ("test-average", "test-average-plain"), "scale": ("test-scale",), "root": ("test-root",),
        "box": ("test-box",), "shift": ("test-shift",),
    }.items():  # fmt: skip
        cells.append(("student", exercise, texts[exercise]))
        cells += [("test", name, TESTS[name]) for name in tests]
    cells.append(("student", None, attack.last))
    made = tuple(
        Cell(index, source, kind, name, ("spread",) if kind == "provided" else ())
        for index, (kind, name, source) in enumerate(cells)
    )
    return Job(made, limits=attack.limits, seed=1957, imports=SETUP, reached=reached)


RIGHT = Attack(
    cells={
        "average": "def average(values):\n    return float(np.sum(values)) / len(values)",
        "root": "def root(number):\n    if number < 0:\n        raise ValueError('negative')\n    return number ** 0.5",
        "box": "class Box:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def doubled(self):\n        return Box(2 * self.value)",
        "shift": "def shift(values):\n    return values - np.mean(values)",
    },
    passes=frozenset(TESTS),
)


def seen(outcome: Outcome) -> str:
    """Everything that the student's own cells show."""
    return str([outcome.outputs[index] for index in sorted(outcome.outputs) if not is_test(index)])


def is_test(index: int) -> bool:
    """Whether a cell of the notebook is a test."""
    return job(RIGHT, None).cells[index].kind == "test"
