"""Who let a release go out that its audit refused, and why: `overrides.json` in the course's folder.

An override holds for the notebook as it stood, and for what was refused then; after a change of either the audit is
asked again. Nothing is ever taken out: the report shows all of them.
"""

import datetime
import json

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from tito.course import Course
from tito.errors import TitoError
from tito.files import write

RECORD = "overrides.json"


class OverrideError(TitoError):
    """An override lacks its reason or its name, or those recorded cannot be read."""


class Override(BaseModel):
    """One decision to release in spite of the audit.

    Attributes:
        by: who decided.
        refused: the sentence with which the gate refused.
        source: SHA-256 of the notebook, as it stood.
        at: when, in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    assignment: str
    by: str
    reason: str
    refused: str
    source: str
    at: datetime.datetime


_LIST = TypeAdapter(list[Override])


def recorded(course: Course) -> list[Override]:
    """All overrides, oldest first.

    Raises:
        OverrideError: the record cannot be read.
    """
    path = course.root / RECORD
    if not path.is_file():
        return []
    try:
        return _LIST.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise OverrideError(
            f"{path} cannot be read, and it says who released what in spite of the audit: "
            "bring it back from the course's history, or mend it."
        ) from None


def of(course: Course, assignment: str) -> list[Override]:
    """The overrides of one assignment, oldest first."""
    return [override for override in recorded(course) if override.assignment == assignment]


def record(course: Course, assignment: str, by: str, reason: str, refused: str, source: str) -> Override:
    """Write down an override.

    Raises:
        OverrideError: no name, no reason, or a record that cannot be read.
    """
    require(by, reason)
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    made = Override(
        assignment=assignment, by=" ".join(by.split()), reason=" ".join(reason.split()), refused=refused, source=source,
        at=now,
    )  # fmt: skip
    text = json.dumps(_LIST.dump_python([*recorded(course), made], mode="json"), indent=1, ensure_ascii=False)
    write(course.root / RECORD, text + "\n")
    return made


def require(by: str, reason: str) -> None:
    """Refuse an override that lacks its name or its reason, with an OverrideError."""
    if not by.strip() or not reason.strip():
        lacks = "who decides" if not by.strip() else "the reason"
        raise OverrideError(f"An override of the audit is recorded with name and reason: say {lacks}.")
