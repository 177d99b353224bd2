"""A file of comma-separated values, as spreadsheets write them, as cells with their lines."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tito.roster.errors import RosterError

_SEPARATORS = ",;\t"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Line:
    """A line that is not empty, and its number in the file."""

    number: int
    cells: tuple[str, ...]


def read(path: Path) -> list[Line]:
    """The lines of a table; commas, semicolons or tabs stand between cells, whichever the first line has most of.

    Raises:
        RosterError: it cannot be read, or is no such table.
    """
    text = _text(path)
    skipped = 0
    first, _, rest = text.partition("\n")
    separator = max(_SEPARATORS, key=first.count)
    if first.strip().lower() in [f"sep={one}" for one in _SEPARATORS]:  # Excel's note to itself
        separator, text, skipped = first.strip()[-1], rest, 1
    return [line for line in _lines(path, text, separator, skipped) if any(line.cells)]


def _lines(path: Path, text: str, separator: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        number = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RosterError(f"{path}, line {number}: the quotes or the cells are damaged ({error}).") from None
        yield Line(number, tuple(map(_cell, cells)))


def _cell(text: str) -> str:
    """What stands in a cell: without the blanks around it, and without Excel's way to keep 007 from becoming 7."""
    text = text.strip()
    return text[2:-1].strip() if text.startswith('="') and text.endswith('"') else text


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {(error.strerror or 'it is no file').lower()}.") from None
    if data.startswith(_UTF_16):
        return _decoded(path, data, "utf-16")
    return _decoded(path, data.removeprefix(codecs.BOM_UTF8), "utf-8")


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RosterError(
            f"{path}, line {line}: this is not UTF-8; save the table as 'CSV UTF-8' and import that."
        ) from None
