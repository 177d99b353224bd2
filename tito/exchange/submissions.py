"""What was handed in: kept for ever, with the time by the server's clock."""

import datetime
import secrets
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from tito.exchange.errors import Refused
from tito.exchange.models import Page, Receipt
from tito.exchange.store import Store, Upload, notebooks
from tito.exchange.tables import collections, due_dates, extensions, feedback, submissions

_TICK = datetime.timedelta(microseconds=1)
_ATTEMPTS = 5


def submit(store: Store, course: str, assignment: str, student: str, upload: Upload, key: str) -> Receipt:
    """Keep a submission; sent again with the same key, it is kept once, and the receipt is the first one's.

    Raises:
        Refused: the key was used for other files (409), or the archive is not right (422).
    """
    blob = store.keep(upload)
    place = {"course": course, "assignment": assignment, "student": student}
    mine = _is(submissions, place)
    for _ in range(_ATTEMPTS):
        try:
            with store.database.write() as connection:
                known = connection.execute(select(submissions).where(*mine, submissions.c.key == key)).first()
                if known is None:
                    received = _moment(store, connection, mine)
                    values = {**place, **blob, "key": key, "id": secrets.token_hex(16), "received": received}
                    connection.execute(submissions.insert().values(values))
                elif known.sha256 != upload.sha256:
                    raise Refused(409, "This idempotency key was used for another submission.")
                (receipt,) = receipts(connection, *mine, submissions.c.key == key)
                return receipt
        except IntegrityError:
            continue  # two at once, in a database that lets two write at once
    raise Refused(503, "Too many submissions of yours came at once: try again.")


def _is(table: Any, place: dict[str, str]) -> list[ColumnElement[bool]]:
    return [table.c[column] == value for column, value in place.items()]


def _moment(store: Store, connection: Connection, mine: list[ColumnElement[bool]]) -> datetime.datetime:
    """Now; yet always after the student's last one, even where the clock was set back: two never share a time."""
    last = connection.execute(select(func.max(submissions.c.received)).where(*mine)).scalar()
    now = store.clock()
    return now if last is None else max(now, last + _TICK)


def receipts(connection: Connection, *where: ColumnElement[bool]) -> list[Receipt]:
    """Receipts in the order of arrival, as they are now: a later extension or new feedback shows."""
    newest = select(func.max(feedback.c.id)).group_by(feedback.c.submission)
    same = due_dates.c.course == submissions.c.course, due_dates.c.assignment == submissions.c.assignment
    own = (
        extensions.c.course == submissions.c.course,
        extensions.c.assignment == submissions.c.assignment,
        extensions.c.student == submissions.c.student,
    )
    pages = feedback.c.submission == submissions.c.id, feedback.c.id.in_(newest)
    joined = (
        submissions.outerjoin(collections).outerjoin(feedback, and_(*pages))
        .outerjoin(due_dates, and_(*same)).outerjoin(extensions, and_(*own))
    )  # fmt: skip
    columns = (collections.c.collected, feedback.c.files.label("pages"), due_dates.c.due, extensions.c.until)
    wanted = select(submissions, *columns).select_from(joined).where(*where).order_by(submissions.c.received)
    return [_receipt(row) for row in connection.execute(wanted)]


def _receipt(row: Row[Any]) -> Receipt:
    due = row.until or row.due
    return Receipt(
        id=row.id, course=row.course, assignment=row.assignment, student=row.student, received=row.received,
        sha256=row.sha256, size=row.size, notebooks=notebooks(row.files), due=due, extended=row.until is not None,
        late=due is not None and row.received > due, collected=row.collected,
        feedback=[Page(**page) for page in row.pages or ()],
    )  # fmt: skip


def listed(connection: Connection, course: str, assignment: str | None, student: str | None) -> list[Receipt]:
    """All of a course, or of one assignment, or of one student."""
    place = {"course": course, "assignment": assignment, "student": student}
    return receipts(connection, *_is(submissions, {column: value for column, value in place.items() if value}))


def find(connection: Connection, course: str, identifier: str, student: str | None) -> Receipt:
    """One submission; for a student only their own.

    Raises:
        Refused: there is none (404), which is also said of another's.
    """
    place = {"course": course, "id": identifier, "student": student}
    found = receipts(connection, *_is(submissions, {column: value for column, value in place.items() if value}))
    if not found:
        raise Refused(404, f"There is no such submission in {course}.")
    return found[0]


def collected(store: Store, course: str, identifier: str, by: str) -> Receipt:
    """Note that an instructor took a submission for grading; the first time stays."""
    with store.database.write() as connection:
        if find(connection, course, identifier, None).collected is None:
            values = {"submission": identifier, "by": by, "collected": store.clock()}
            connection.execute(collections.insert().values(values))
        return find(connection, course, identifier, None)
