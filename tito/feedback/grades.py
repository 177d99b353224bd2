"""What one notebook of a submission earned, as plain values that any process may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Score:
    """What one graded cell earned.

    Attributes:
        points: extra credit included.
        waiting: whether a person has yet to mark it.
    """

    points: float
    max_points: float
    extra: float = 0.0
    waiting: bool = False


@dataclass(frozen=True)
class Grades:
    """What one notebook of one submission earned.

    Attributes:
        scores: by grade_id.
        comments: by grade_id; cells without one are left out.
        penalty: points taken off for lateness.
        received: when the submission arrived, as UTC; None where nobody noted it.
    """

    scores: Mapping[str, Score] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    received: datetime | None = None

    @property
    def points(self) -> float:
        """The notebook's points, the penalty taken off; never below 0."""
        return max(0.0, sum(score.points for score in self.scores.values()) - self.penalty)

    @property
    def max_points(self) -> float:
        return sum(score.max_points for score in self.scores.values())

    @property
    def waiting(self) -> float:
        """Points of the cells that a person has yet to mark."""
        return sum(score.max_points for score in self.scores.values() if score.waiting)
