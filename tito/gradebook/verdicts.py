"""Exactly one verdict a submission, in a table of ours beside nbgrader's.

    GRADED          marked by the tests; written answers may wait for a TA
    NEEDS_REVIEW    marked, and somebody should look: the reasons say at what
    NOT_GRADABLE    there was nothing to mark: the reason says why, and feedback tells the student
"""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import DateTime, String, Text, create_engine, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Kind(StrEnum):
    """The three verdicts."""

    GRADED = "graded"
    NEEDS_REVIEW = "needs review"
    NOT_GRADABLE = "not gradable"


@dataclass(frozen=True)
class Verdict:
    """What became of one submission.

    Attributes:
        reasons: sentences; at least one unless the verdict is GRADED.
        digest: SHA-256 of all that the mark depends on; the same digest needs no second run.
    """

    assignment: str
    student: str
    kind: Kind
    reasons: tuple[str, ...] = ()
    digest: str = ""
    seed: int = 0


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "tito_verdict"

    assignment: Mapped[str] = mapped_column(String(128), primary_key=True)
    student: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    reasons: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    seed: Mapped[int]
    decided: Mapped[datetime.datetime] = mapped_column(DateTime)

    def verdict(self) -> Verdict:
        reasons = tuple(json.loads(self.reasons))
        return Verdict(self.assignment, self.student, Kind(self.kind), reasons, self.digest, self.seed)


class Verdicts:
    """The table, on the engine of one gradebook."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        _Base.metadata.create_all(engine)

    def save(self, verdict: Verdict) -> None:
        """Put a verdict in the place of any earlier one."""
        row = _Row(
            assignment=verdict.assignment, student=verdict.student, kind=verdict.kind.value,
            reasons=json.dumps(verdict.reasons), digest=verdict.digest, seed=verdict.seed,
            decided=datetime.datetime.now(datetime.UTC).replace(tzinfo=None),
        )  # fmt: skip
        with Session(self._engine) as session, session.begin():
            session.merge(row)

    def get(self, assignment: str, student: str) -> Verdict | None:
        """The verdict of one submission, if it has one."""
        with Session(self._engine) as session:
            row = session.get(_Row, (assignment, student))
            return row.verdict() if row else None

    def of(self, assignment: str) -> dict[str, Verdict]:
        """Student -> verdict, in order of students."""
        query = select(_Row).where(_Row.assignment == assignment).order_by(_Row.student)
        with Session(self._engine) as session:
            return {row.student: row.verdict() for row in session.scalars(query)}


@contextmanager
def open_verdicts(db_url: str) -> Iterator[Verdicts]:
    """The table of the gradebook at `db_url`, its connections closed afterwards."""
    arguments = {"timeout": 60} if db_url.startswith("sqlite") else {}
    engine = create_engine(db_url, connect_args=arguments)
    try:
        yield Verdicts(engine)
    finally:
        engine.dispose()
