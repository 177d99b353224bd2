"""A roster's table with its columns understood: every fault is named, with its line, before anything is written."""

import datetime
import re
from collections.abc import Mapping
from pathlib import Path

from tito.course import Course
from tito.errors import CourseError
from tito.exchange.names import plain
from tito.gradebook.people import FIELDS, LONGEST
from tito.roster import table
from tito.roster.errors import RosterError
from tito.roster.rows import NONE, Row
from tito.roster.table import Line

_EXTENSION = "extension:"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SHOWN = 20  # faults that are named


def read(path: Path, course: Course) -> list[Row]:
    """The students of a file, in its order.

    Raises:
        RosterError: a sentence for each fault, with its line.
    """
    lines = table.read(path)
    faults: list[tuple[int, str]] = []
    rows: list[Row] = []
    if not lines:
        raise RosterError(f"{path} is empty: its first line names the columns, of which id is one.")
    columns = _columns(lines[0], course, faults)
    seen: dict[str, int] = {}
    for line in lines[1:]:
        row = _Reader(line, columns, faults).row() if columns else None
        if row is not None:
            _once(row, seen, faults)
            rows.append(row)
    if not faults and not rows:
        faults.append((lines[0].number, "no student follows"))
    if faults:
        raise RosterError(_sentences(path, faults))
    return rows


def _columns(head: Line, course: Course, faults: list[tuple[int, str]]) -> dict[int, str]:
    """Place -> what stands in the column: id, one of FIELDS, or `extension:NN_name`; nothing where one is not known."""
    columns: dict[int, str] = {}
    before = len(faults)
    for place, text in enumerate(head.cells):
        if not text:
            continue  # a column without a head may hold nothing, which each line is asked
        try:
            name = _column(text, course)
        except CourseError as error:
            faults.append((head.number, str(error).rstrip(".")))
            continue
        if name in columns.values():
            faults.append((head.number, f"there are two columns {name}"))
        columns[place] = name
    if "id" not in columns.values() and len(faults) == before:
        faults.append((head.number, "there is no column id, which holds the names that students have on the hub"))
    return columns if len(faults) == before else {}


def _column(text: str, course: Course) -> str:
    name = "_".join(text.lower().split())
    if name.startswith(_EXTENSION):
        return _EXTENSION + course.require_built(name.removeprefix(_EXTENSION)).id
    if name not in ("id", *FIELDS):
        known = ", ".join(("id", *FIELDS))
        raise CourseError(f"{text!r} is no column of a roster: these are {known} and {_EXTENSION}NN_name")
    return name


def _once(row: Row, seen: dict[str, int], faults: list[tuple[int, str]]) -> None:
    """Two ids that differ in capitals alone are one folder on some disks, and one user on the hub."""
    first = seen.setdefault(row.student.casefold(), row.line)
    if first != row.line:
        faults.append((row.line, f"{row.student} stands in line {first} already"))


class _Reader:
    """One line, cell by cell."""

    def __init__(self, line: Line, columns: Mapping[int, str], faults: list[tuple[int, str]]) -> None:
        self._line, self._columns, self._faults = line, columns, faults

    def row(self) -> Row | None:
        """What the line says; None where it says nothing that can be used."""
        cells = {name: self._cell(place) for place, name in self._columns.items()}
        over = [text for place, text in enumerate(self._line.cells) if text and place not in self._columns]
        if over:
            self._fault(f"{over[0]!r} stands in a column without a name")
        student = cells.pop("id")
        if not plain(student):
            self._fault(_no_id(student))
            return None
        fields = {name: text for name, text in cells.items() if text and name in FIELDS}
        for name, text in fields.items():
            self._look(name, text)
        dates = {name.removeprefix(_EXTENSION): text for name, text in cells.items() if text and name not in FIELDS}
        return Row(self._line.number, student, fields, {name: self._date(text) for name, text in dates.items()})

    def _cell(self, place: int) -> str:
        """Spreadsheets leave out the empty cells at the end of a line."""
        return self._line.cells[place] if place < len(self._line.cells) else ""

    def _look(self, name: str, text: str) -> None:
        if not text.isprintable():
            self._fault(f"{name} holds a line break or another character that cannot be printed")
        elif len(text) > LONGEST:
            self._fault(f"{name} is longer than the {LONGEST} characters that the gradebook holds")
        elif name == "email" and not _EMAIL.fullmatch(text):
            self._fault(f"{text!r} is no address of e-mail")

    def _date(self, text: str) -> datetime.datetime | None:
        if text.lower() == NONE:
            return None
        try:
            moment = datetime.datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
        self._fault(f"{text!r} is no date with its time zone, such as 2026-12-03T18:00+01:00, and not {NONE}")
        return None

    def _fault(self, what: str) -> None:
        self._faults.append((self._line.number, what))


def _no_id(text: str) -> str:
    if not text:
        return "the id is missing"
    return (
        f"{text!r} cannot be an id: it becomes a folder of nbgrader's, so it begins with a letter, a digit or _ "
        "and holds up to 128 letters, digits and _ . @ -"
    )


def _sentences(path: Path, faults: list[tuple[int, str]]) -> str:
    faults = sorted(faults, key=lambda fault: fault[0])
    named = [f"{path}, line {line}: {what}." for line, what in faults[:_SHOWN]]
    more = [f"{len(faults) - _SHOWN} more faults follow."] if faults[_SHOWN:] else []
    return "\n".join([*named, *more, "Nothing was written."])
