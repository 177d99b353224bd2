"""Who earned what in each cell of an assignment: the table from which items are analysed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """One cell that earns points.

    Attributes:
        points: all that it can earn, above 0; extra credit is not among them.
        written: whether a person marks it, and not a test.
    """

    name: str
    points: float
    written: bool = False


@dataclass(frozen=True)
class Responses:
    """Points by student and question.

    Attributes:
        rows: student -> points in the order of `questions`; None where a cell was not tested, or waits for a person.
        left_out: submissions that say nothing: not gradable, or never held against the tests.
    """

    questions: tuple[Question, ...] = ()
    rows: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    left_out: int = 0
