"""What a synthetic submission must earn, and every way in which real marks differ from that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tito.gradebook.kinds import Kind


@dataclass(frozen=True)
class Expected:
    """What grading one submission must come to.

    Attributes:
        kinds: the verdicts that are right.
        points: grade_id of a test cell -> what it is worth.
        lost: tests that must earn nothing.
        doubtful: tests that may earn anything; all others must earn all.
        waiting: written answers that must wait for a person.
        late: whether it came after the due date.
    """

    kinds: tuple[Kind, ...]
    points: Mapping[str, float]
    lost: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    waiting: int = 0
    late: bool = False

    @property
    def least(self) -> float:
        """Points that it must earn at least."""
        return sum(p for name, p in self.points.items() if name not in self.lost | self.doubtful)

    @property
    def most(self) -> float:
        """Points that it may earn at most."""
        return sum(p for name, p in self.points.items() if name not in self.lost)


@dataclass(frozen=True)
class Outcome:
    """What grading one submission came to, as the gradebook has it.

    Attributes:
        kind: the verdict, or None where there is none.
        tests: grade_id of a test cell -> points earned; None where nothing was recorded.
        waiting: written answers that wait for a person.
        copies: how often the submission stands in the gradebook.
    """

    kind: Kind | None
    tests: Mapping[str, float | None] = field(default_factory=dict)
    waiting: int = 0
    late: bool = False
    copies: int = 1


def check(expected: Expected, outcome: Outcome) -> list[str]:
    """Every way in which an outcome differs from what was expected, a sentence each."""
    return list(_deviations(expected, outcome))


def _deviations(expected: Expected, outcome: Outcome) -> Iterator[str]:
    if outcome.copies != 1:
        yield f"it stands in the gradebook {outcome.copies} times, and must stand there once"
    if outcome.kind not in expected.kinds:
        wanted = " or ".join(f"'{kind.value}'" for kind in expected.kinds)
        yield f"its verdict is '{outcome.kind.value if outcome.kind else 'none'}', and must be {wanted}"
    for name, points in expected.points.items():
        yield from _test_deviation(name, points, outcome.tests.get(name), expected)
    for name in sorted(outcome.tests.keys() - expected.points.keys()):
        yield f"{name} was marked, and is no test of this assignment"
    if outcome.waiting != expected.waiting:
        yield f"{outcome.waiting} written answers wait for a person, and {expected.waiting} must"
    if outcome.late != expected.late:
        yield f"it counts as {_punctuality(outcome.late)}, and was {_punctuality(expected.late)}"


def _test_deviation(name: str, points: float, earned: float | None, expected: Expected) -> Iterator[str]:
    if earned is None:
        yield f"{name} has no mark"
    elif name in expected.lost and earned != 0:
        yield f"{name} earned {earned:g} of {points:g} points, and must earn none"
    elif name not in expected.lost | expected.doubtful and earned != points:
        yield f"{name} earned {earned:g} of {points:g} points, and must earn all"


def _punctuality(late: bool) -> str:
    return "late" if late else "in time"
