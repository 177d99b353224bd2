"""Exactly one verdict a submission, in a table of ours beside nbgrader's."""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import DateTime, String, Text, create_engine, inspect, select, text, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tito.gradebook.kinds import Kind

_AT_ONCE = 500  # names in one statement; databases limit how many they take


@dataclass(frozen=True)
class Verdict:
    """What became of one submission.

    Attributes:
        reasons: sentences; at least one unless the verdict is GRADED.
        digest: SHA-256 of all that the mark depends on; the same digest needs no second run.
        engine: what ran its notebooks, "judge" or "stock"; "" where nothing ran or nobody knows.
        level: how strongly the sandbox held, as in `tito.judge.sandbox.levels`; "" as above.
    """

    assignment: str
    student: str
    kind: Kind
    reasons: tuple[str, ...] = ()
    digest: str = ""
    seed: int = 0
    engine: str = ""
    level: str = ""


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
    engine: Mapped[str] = mapped_column(String(32), server_default="")
    level: Mapped[str] = mapped_column(String(32), server_default="")

    def verdict(self) -> Verdict:
        reasons = tuple(json.loads(self.reasons))
        return Verdict(
            self.assignment, self.student, Kind(self.kind), reasons, self.digest, self.seed, self.engine, self.level
        )


_LATER = ("engine", "level")  # columns that tables made by earlier versions lack


class Verdicts:
    """The table, on the engine of one gradebook."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        prepare(engine)

    def save(self, verdict: Verdict) -> None:
        """Put a verdict in the place of any earlier one."""
        with Session(self._engine) as session, session.begin():
            put(session, verdict)

    def get(self, assignment: str, student: str) -> Verdict | None:
        """The verdict of one submission, if it has one."""
        with Session(self._engine) as session:
            row = session.get(_Row, (assignment, student))
            return row.verdict() if row else None

    def of(self, assignment: str) -> dict[str, Verdict]:
        """Student -> verdict, in order of students."""
        with Session(self._engine) as session:
            return all_of(session, assignment)


def prepare(bind: Engine | Connection) -> None:
    """Make the table where it is not there yet, and its later columns where they are not."""
    if isinstance(bind, Engine):
        with bind.begin() as connection:
            prepare(connection)
        return
    _Base.metadata.create_all(bind)
    for name in _lacking(bind):
        _add(bind, name)


def _add(connection: Connection, name: str) -> None:
    """Add a column, unless somebody else does so at the same time."""
    careful = "IF NOT EXISTS " if connection.dialect.name == "postgresql" else ""
    try:
        connection.execute(text(f"ALTER TABLE tito_verdict ADD COLUMN {careful}{name} VARCHAR(32) DEFAULT '' NOT NULL"))
    except DBAPIError:
        if name in _lacking(connection):
            raise


def _lacking(connection: Connection) -> list[str]:
    """Later columns that the table does not have."""
    there = {column["name"] for column in inspect(connection).get_columns("tito_verdict")}
    return [name for name in _LATER if name not in there]


def put(session: Session, verdict: Verdict) -> None:
    """Put a verdict in the place of any earlier one, as part of the session's transaction."""
    row = _Row(
        assignment=verdict.assignment, student=verdict.student, kind=verdict.kind.value,
        reasons=json.dumps(verdict.reasons), digest=verdict.digest, seed=verdict.seed,
        decided=datetime.datetime.now(datetime.UTC).replace(tzinfo=None), engine=verdict.engine, level=verdict.level,
    )  # fmt: skip
    session.merge(row)


def all_of(session: Session, assignment: str) -> dict[str, Verdict]:
    """Student -> verdict, in order of students."""
    query = select(_Row).where(_Row.assignment == assignment).order_by(_Row.student)
    return {row.student: row.verdict() for row in session.scalars(query)}


def reopen(session: Session, assignment: str, students: list[str]) -> None:
    """Take verdicts for out of date: if grading is killed now, the next run must not find them unchanged."""
    for start in range(0, len(students), _AT_ONCE):
        chosen = _Row.student.in_(students[start : start + _AT_ONCE])
        session.execute(update(_Row).where(_Row.assignment == assignment, chosen).values(digest=""))


@contextmanager
def open_verdicts(db_url: str) -> Iterator[Verdicts]:
    """The table of the gradebook at `db_url`, its connections closed afterwards."""
    arguments = {"timeout": 60} if db_url.startswith("sqlite") else {}
    engine = create_engine(db_url, connect_args=arguments)
    try:
        yield Verdicts(engine)
    finally:
        engine.dispose()
