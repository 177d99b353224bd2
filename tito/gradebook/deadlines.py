"""The due date of an assignment, and when it can no longer be handed in by anybody."""

import contextlib
import datetime
from collections.abc import Iterator

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, MissingEntry

from tito.gradebook import extensions
from tito.gradebook.connection import is_there


def deadline(db_url: str, assignment: str) -> datetime.datetime | None:
    """The due date in the gradebook with the longest extension that anybody got, in UTC; None where none is set."""
    with _found(db_url, assignment) as found:
        if found is None or found[1].duedate is None:
            return None
        gradebook, row = found
        given = [row.duedate + one.extension for one in row.submissions if one.extension]
        own = [until for until in extensions.own_dates(gradebook.db, assignment).values() if until]
        return max([row.duedate, *given, *own]).replace(tzinfo=datetime.UTC)


def due_date(db_url: str, assignment: str) -> datetime.datetime | None:
    """The due date in the gradebook, in UTC; None where none is set."""
    with _found(db_url, assignment) as found:
        return found and found[1].duedate and found[1].duedate.replace(tzinfo=datetime.UTC)


def set_due_date(db_url: str, assignment: str, at: datetime.datetime | None) -> bool:
    """Set the due date in the gradebook, or take it away; False where the gradebook does not know the assignment."""
    with _found(db_url, assignment) as found:
        if found is None:
            return False
        gradebook, row = found
        row.duedate = at and at.astimezone(datetime.UTC).replace(tzinfo=None)
        gradebook.db.commit()
        return True


@contextlib.contextmanager
def _found(db_url: str, assignment: str) -> Iterator[tuple[Gradebook, AssignmentRow] | None]:
    if not is_there(db_url):
        yield None  # asking would make the file
        return
    with Gradebook(db_url) as gradebook:
        try:
            found = gradebook, gradebook.find_assignment(assignment)
        except MissingEntry:
            found = None
        yield found
