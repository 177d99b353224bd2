"""When an assignment can no longer be handed in by anybody."""

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, MissingEntry

_SQLITE = "sqlite:///"


def deadline(db_url: str, assignment: str) -> datetime.datetime | None:
    """The due date in the gradebook with the longest extension that anybody got, in UTC; None where none is set."""
    with _found(db_url, assignment) as row:
        if row is None or row.duedate is None:
            return None
        extensions = [one.extension for one in row.submissions if one.extension]
        latest = row.duedate + max(extensions, default=datetime.timedelta())
        return latest.replace(tzinfo=datetime.UTC)


def due_date(db_url: str, assignment: str) -> datetime.datetime | None:
    """The due date in the gradebook, in UTC; None where none is set."""
    with _found(db_url, assignment) as row:
        return None if row is None or row.duedate is None else row.duedate.replace(tzinfo=datetime.UTC)


@contextlib.contextmanager
def _found(db_url: str, assignment: str) -> Iterator[AssignmentRow | None]:
    if db_url.startswith(_SQLITE) and not Path(db_url.removeprefix(_SQLITE)).is_file():
        yield None  # asking would make the file
        return
    with Gradebook(db_url) as gradebook:
        try:
            row = gradebook.find_assignment(assignment)
        except MissingEntry:
            row = None
        yield row
