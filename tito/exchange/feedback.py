"""Feedback on one submission: pages in, and out again to the student whose it is."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from tito.exchange import submissions
from tito.exchange.errors import Refused
from tito.exchange.models import Receipt
from tito.exchange.store import Store, Upload
from tito.exchange.tables import feedback


def release(store: Store, course: str, identifier: str, by: str, upload: Upload) -> Receipt:
    """Put pages out; the newest count, and the same pages again change nothing.

    Raises:
        Refused: there is no such submission (404), or the archive holds anything but pages (422).
    """
    blob = store.keep(upload)
    if not blob["files"] or any("/" in page["name"] or not page["name"].endswith(".html") for page in blob["files"]):
        raise Refused(422, "Feedback is one page of HTML or more, and nothing else.")
    with store.database.write() as connection:
        submissions.find(connection, course, identifier, None)
        if _newest(connection, identifier) != upload.sha256:
            values = {"submission": identifier, "by": by, "released": store.clock()}
            connection.execute(feedback.insert().values(**blob, **values))
        return submissions.find(connection, course, identifier, None)


def archive(store: Store, course: str, identifier: str, student: str) -> str:
    """The SHA-256 of the newest pages on a student's own submission.

    Raises:
        Refused: there are none yet, or it is not theirs (404).
    """
    with store.database.read() as connection:
        submissions.find(connection, course, identifier, student)
        found = _newest(connection, identifier)
    if found is None:
        raise Refused(404, "There is no feedback on this submission yet.")
    return found


def _newest(connection: Connection, identifier: str) -> str | None:
    wanted = select(feedback.c.sha256).where(feedback.c.submission == identifier)
    return connection.execute(wanted.order_by(feedback.c.id.desc()).limit(1)).scalar()
