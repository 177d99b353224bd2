"""When an assignment is due, and for whom later. Late work is kept like any other, and marked."""

import datetime
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.engine import Connection

from tito.exchange.models import Deadlines
from tito.exchange.store import Store
from tito.exchange.tables import due_dates, extensions


def set_due(store: Store, course: str, assignment: str, at: datetime.datetime | None) -> Deadlines:
    """Set the due date for everybody, or take it away."""
    place = {"course": course, "assignment": assignment}
    with store.database.write() as connection:
        _put(connection, due_dates, place, None if at is None else {"due": at})
        return _read(connection, place)


def extend(store: Store, course: str, assignment: str, student: str, until: datetime.datetime | None) -> Deadlines:
    """Give a student a date of their own, or take it away."""
    place = {"course": course, "assignment": assignment}
    with store.database.write() as connection:
        _put(connection, extensions, {**place, "student": student}, None if until is None else {"until": until})
        return _read(connection, place)


def read(store: Store, course: str, assignment: str) -> Deadlines:
    """The dates of an assignment."""
    with store.database.read() as connection:
        return _read(connection, {"course": course, "assignment": assignment})


def _put(connection: Connection, table: Table, place: dict[str, str], values: dict[str, Any] | None) -> None:
    """Replace a row."""
    connection.execute(delete(table).where(*(table.c[column] == value for column, value in place.items())))
    if values is not None:
        connection.execute(table.insert().values({**place, **values}))


def _read(connection: Connection, place: dict[str, str]) -> Deadlines:
    def rows(table: Table) -> Any:
        return connection.execute(select(table).where(*(table.c[name] == value for name, value in place.items())))

    due = rows(due_dates).first()
    return Deadlines(
        **place, due=None if due is None else due.due, extensions={row.student: row.until for row in rows(extensions)}
    )
