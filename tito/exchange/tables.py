"""The exchange's tables. Rows are added; only dates are replaced, and a release becomes `withdrawn`."""

import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import JSON, TypeDecorator

SCHEMA = 1
"""The version of these tables; a database of another version is refused."""

metadata = MetaData()


class UTC(TypeDecorator[datetime.datetime]):
    """A moment; databases differ in what they do with time zones, so it is stored without one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        return value and value.astimezone(datetime.UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        return value and value.replace(tzinfo=datetime.UTC)


def _name(column: str, **how: bool) -> Column[str]:
    return Column(column, String(128), nullable=False, **how)


def _blob() -> list[Column]:
    """What is known of stored bytes."""
    return [
        Column("sha256", String(64), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("files", JSON, nullable=False),  # [{"name": ..., "sha256": ...}, ...]
    ]


schema = Table("exchange_schema", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

releases = Table(
    "exchange_release", metadata,
    Column("id", Integer, primary_key=True),
    _name("course"), _name("assignment"),
    Column("version", Integer, nullable=False),
    *_blob(),
    _name("by"),
    Column("released", UTC, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("key", String(64), nullable=False),
    UniqueConstraint("course", "assignment", "version"),
    UniqueConstraint("course", "assignment", "by", "key"),
)  # fmt: skip

due_dates = Table(
    "exchange_due", metadata,
    _name("course", primary_key=True), _name("assignment", primary_key=True),
    Column("due", UTC, nullable=False),
)  # fmt: skip

extensions = Table(
    "exchange_extension", metadata,
    _name("course", primary_key=True), _name("assignment", primary_key=True), _name("student", primary_key=True),
    Column("until", UTC, nullable=False),
)  # fmt: skip

submissions = Table(
    "exchange_submission", metadata,
    Column("id", String(64), primary_key=True),
    _name("course"), _name("assignment"), _name("student"),
    *_blob(),
    Column("received", UTC, nullable=False),
    Column("key", String(64), nullable=False),
    UniqueConstraint("course", "assignment", "student", "received"),
    UniqueConstraint("course", "assignment", "student", "key"),
)  # fmt: skip
Index("exchange_submission_student", submissions.c.course, submissions.c.student)

collections = Table(
    "exchange_collection", metadata,
    Column("submission", ForeignKey(submissions.c.id), primary_key=True),
    _name("by"),
    Column("collected", UTC, nullable=False),
)  # fmt: skip

feedback = Table(
    "exchange_feedback", metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey(submissions.c.id), nullable=False, index=True),
    *_blob(),
    _name("by"),
    Column("released", UTC, nullable=False),
)  # fmt: skip
