"""Assignments as students fetch them: each release is a version, and the newest counts."""

from typing import Any

from sqlalchemy import Row, and_, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from tito.exchange.errors import Refused
from tito.exchange.models import Released
from tito.exchange.store import Store, Upload, notebooks
from tito.exchange.tables import due_dates, extensions, releases


def release(store: Store, course: str, assignment: str, by: str, upload: Upload, key: str, force: bool) -> Released:
    """Put an assignment out; sent again with the same key, it is put out once.

    Raises:
        Refused: it is out already, and `force` was not given (409), or the archive is not right (422).
    """
    blob = store.keep(upload)
    place = {"course": course, "assignment": assignment}
    try:
        with store.database.write() as connection:
            if not _sent_before(connection, course, assignment, by, key, upload.sha256):
                last = _newest(connection, course, assignment)
                if last is not None and not last.withdrawn and not force:
                    raise Refused(409, f"{assignment} is released in {course} already: add --force for a new version.")
                values = {"version": 1 + (last.version if last else 0), "by": by, "key": key, "released": store.clock()}
                connection.execute(releases.insert().values(**place, **blob, **values, withdrawn=False))
            return current(connection, course, assignment, by)
    except IntegrityError:
        raise Refused(409, f"{assignment} was released by somebody else just now: look at it first.") from None


def _sent_before(connection: Connection, course: str, assignment: str, by: str, key: str, sha256: str) -> bool:
    known = connection.execute(
        select(releases.c.sha256).where(
            releases.c.course == course, releases.c.assignment == assignment, releases.c.by == by, releases.c.key == key
        )
    ).scalar()
    if known not in (None, sha256):
        raise Refused(409, "This idempotency key was used for another release.")
    return known is not None


def _newest(connection: Connection, course: str, assignment: str) -> Row[Any] | None:
    wanted = select(releases).where(releases.c.course == course, releases.c.assignment == assignment)
    return connection.execute(wanted.order_by(releases.c.version.desc()).limit(1)).first()


def current(connection: Connection, course: str, assignment: str, student: str) -> Released:
    """The newest version.

    Raises:
        Refused: there is none, or it was withdrawn (404).
    """
    found = [one for one in listed(connection, course, student) if one.assignment == assignment]
    if not found:
        raise Refused(404, f"There is no assignment {assignment} in {course} on the exchange.")
    return found[0]


def listed(connection: Connection, course: str, student: str) -> list[Released]:
    """Every assignment that is out, with the date at which it is due for one student."""
    newest = (
        select(releases.c.assignment, func.max(releases.c.version).label("version"))
        .where(releases.c.course == course).group_by(releases.c.assignment).subquery()
    )  # fmt: skip
    joined = releases.join(
        newest, and_(releases.c.assignment == newest.c.assignment, releases.c.version == newest.c.version)
    )
    same = due_dates.c.course == releases.c.course, due_dates.c.assignment == releases.c.assignment
    own = (
        extensions.c.course == releases.c.course,
        extensions.c.assignment == releases.c.assignment,
        extensions.c.student == student,
    )
    wanted = (
        select(releases, due_dates.c.due, extensions.c.until)
        .select_from(joined.outerjoin(due_dates, and_(*same)).outerjoin(extensions, and_(*own)))
        .where(releases.c.course == course, releases.c.withdrawn.is_(False)).order_by(releases.c.assignment)
    )  # fmt: skip
    return [_released(row) for row in connection.execute(wanted)]


def _released(row: Row[Any]) -> Released:
    return Released(
        course=row.course, assignment=row.assignment, version=row.version, released=row.released, sha256=row.sha256,
        size=row.size, notebooks=notebooks(row.files), due=row.until or row.due,
    )  # fmt: skip


def withdraw(store: Store, course: str, assignment: str) -> None:
    """Take an assignment back; its bytes and what was handed in stay.

    Raises:
        Refused: it is not out (404).
    """
    with store.database.write() as connection:
        version = current(connection, course, assignment, "").version
        row = releases.c.course == course, releases.c.assignment == assignment, releases.c.version == version
        connection.execute(update(releases).where(*row).values(withdrawn=True))
