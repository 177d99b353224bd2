"""Labelled right and wrong solutions that grade the grader (`bank/NN_name/{right,wrong}/NAME.py`)."""

import re
from dataclasses import dataclass
from pathlib import Path

from tito.errors import TitoError

_HEADER = re.compile(r"^#\s*(exercise|belief|symptom|fails|design):\s*(.+?)\s*$")
_SECTION = re.compile(r"^#\s*%%\s*(\S+)\s*$")


class BankError(TitoError):
    """An entry of the bank cannot be read."""


@dataclass(frozen=True)
class Entry:
    """One solution of the bank.

    Attributes:
        cells: grade_id of an exercise -> the cell's text in this solution.
        belief: what the student believed (wrong entries), or the design (right ones).
        symptom: text that the failing test's message must contain.
        fails: grade_ids of the test cells that must fail; empty for a right entry.
    """

    path: Path
    cells: dict[str, str]
    belief: str = ""
    symptom: str = ""
    fails: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def right(self) -> bool:
        return self.path.parent.name == "right"


def entries(folder: Path) -> list[Entry]:
    """All entries of one assignment's bank, right ones first.

    Raises:
        BankError: an entry lacks a part of its header, or has no cell.
    """
    return [load(path) for kind in ("right", "wrong") for path in sorted((folder / kind).glob("*.py"))]


def load(path: Path) -> Entry:
    """Read one entry."""
    header: dict[str, str] = {}
    lines = _lines(path)
    while lines and (found := _HEADER.match(lines[0])):
        header[found.group(1)] = found.group(2)
        lines.pop(0)
    cells = _sections(lines, header.get("exercise"))
    entry = Entry(
        path, cells, header.get("belief", header.get("design", "")), header.get("symptom", ""),
        tuple(filter(None, re.split(r"[,\s]+", header.get("fails", "")))),
    )  # fmt: skip
    _check(entry)
    return entry


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise BankError(f"{path} cannot be read: it is not UTF-8 text.") from None
    except OSError as error:
        raise BankError(f"{path} cannot be read: {(error.strerror or 'not readable').lower()}.") from None


def _sections(lines: list[str], exercise: str | None) -> dict[str, str]:
    cells: dict[str, list[str]] = {exercise: []} if exercise else {}
    current = exercise
    for line in lines:
        if found := _SECTION.match(line):
            current = found.group(1)
            cells.setdefault(current, [])
        elif current is not None:
            cells[current].append(line)
    return {name: text for name, block in cells.items() if (text := "\n".join(block).strip())}


def _check(entry: Entry) -> None:
    if not entry.cells:
        raise BankError(f"{entry.path} holds no cell: begin it with '# exercise: GRADE_ID', or a line '# %% GRADE_ID'.")
    lacks = [key for key in ("belief", "symptom", "fails") if not getattr(entry, key)]
    if not entry.right and lacks:
        raise BankError(f"{entry.path} lacks '# {lacks[0]}: ...' in its header.")
