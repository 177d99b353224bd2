"""What an import changes, worked out before it does."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tito.gradebook.people import FIELDS
from tito.roster.rows import Row

People = Mapping[str, Mapping[str, str]]
"""Student -> fields, as `tito.gradebook.people` reads them."""
Extensions = Mapping[str, Mapping[str, datetime.datetime]]
"""Assignment -> student -> until when."""


@dataclass(frozen=True)
class Change:
    """One field of one student; None stands for nothing.

    Attributes:
        field: of `people.FIELDS`, or `extension:NN_name` with its date in UTC.
    """

    student: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Extending:
    """An extension to give, or to take away."""

    assignment: str
    student: str
    until: datetime.datetime | None


@dataclass(frozen=True)
class Plan:
    """What is new.

    Attributes:
        added: students who are not in the gradebook.
        changes: of students who are, and of those added, in the order of the file.
        extending: what the exchange is to be told; each stands among the changes, too.
        missing: students of the gradebook who are not in the file; they stay.
        unchanged: how many students of the file stay as they are.
        capitals: ids that the hub would write otherwise.
    """

    added: tuple[str, ...]
    changes: tuple[Change, ...]
    extending: tuple[Extending, ...]
    missing: tuple[str, ...]
    unchanged: int
    capitals: tuple[str, ...]

    @property
    def people(self) -> dict[str, dict[str, str]]:
        """Student -> fields to write; whoever is added is in it, even without any."""
        found: dict[str, dict[str, str]] = {student: {} for student in self.added}
        for change in self.changes:
            if change.field in FIELDS and change.after is not None:
                found.setdefault(change.student, {})[change.field] = change.after
        return found


def plan(rows: list[Row], people: People, extensions: Extensions) -> Plan:
    """Compare a roster with what gradebook and exchange hold."""
    changes, extending = [], []
    for row in rows:
        changes += _fields(row, people.get(row.student, {}))
        for assignment, until in row.extensions.items():
            before = extensions.get(assignment, {}).get(row.student)
            if until != before:
                extending.append(Extending(assignment, row.student, until))
                changes.append(Change(row.student, f"extension:{assignment}", _text(before), _text(until)))
    ids = [row.student for row in rows]
    added = tuple(student for student in ids if student not in people)
    touched = {change.student for change in changes} | set(added)
    missing = tuple(sorted(set(people) - set(ids)))
    capitals = tuple(student for student in ids if student != student.lower())
    return Plan(added, tuple(changes), tuple(extending), missing, len(ids) - len(touched), capitals)


def _fields(row: Row, before: Mapping[str, str]) -> Iterable[Change]:
    for name, text in row.fields.items():
        if text != before.get(name):
            yield Change(row.student, name, before.get(name), text)


def _text(moment: datetime.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(datetime.UTC).isoformat(timespec="minutes")
