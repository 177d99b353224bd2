"""When an assignment can no longer be handed in by anybody."""

import datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

_SQLITE = "sqlite:///"


def deadline(db_url: str, assignment: str) -> datetime.datetime | None:
    """The due date in the gradebook with the longest extension that anybody got, in UTC; None where none is set."""
    if db_url.startswith(_SQLITE) and not Path(db_url.removeprefix(_SQLITE)).is_file():
        return None  # asking would make the file
    with Gradebook(db_url) as gradebook:
        try:
            row = gradebook.find_assignment(assignment)
        except MissingEntry:
            return None
        if row.duedate is None:
            return None
        extensions = [one.extension for one in row.submissions if one.extension]
        latest = row.duedate + max(extensions, default=datetime.timedelta())
        return latest.replace(tzinfo=datetime.UTC)
