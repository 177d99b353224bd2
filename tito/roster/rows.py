"""A roster as it was read."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

NONE = "none"
"""In a column of extensions: take the extension away."""


@dataclass(frozen=True)
class Row:
    """One student.

    Attributes:
        line: of the file, for whoever has to mend it.
        fields: names as in `tito.gradebook.people.FIELDS`; an empty cell is left out.
        extensions: assignment -> until when, with its time zone; None takes it away, an empty cell is left out.
    """

    line: int
    student: str
    fields: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, datetime.datetime | None] = field(default_factory=dict)
