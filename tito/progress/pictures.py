"""A line of text inside a PNG, so that a picture says which run drew it."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from tito import files

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEY = b"tito\0"


def note(path: Path, text: str) -> None:
    """Put a text into a PNG; a file that is none stays as it is."""
    data = path.read_bytes()
    parts = list(_chunks(data))
    if not parts:
        return
    body = b"tEXt" + _KEY + text.encode("ascii", "backslashreplace")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    first = parts[0][2]  # behind the header, as the format wants it
    files.write_all({path: data[:first] + chunk + data[first:]})


def noted(path: Path) -> str:
    """The text in a PNG; empty where there is none."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    for kind, body, _ in _chunks(data):
        if kind == b"tEXt" and body.startswith(_KEY):
            return body.removeprefix(_KEY).decode("ascii", "replace")
    return ""


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Kind, body and end of each chunk, as far as the file is whole."""
    at = len(_SIGNATURE)
    while data.startswith(_SIGNATURE) and at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        end = at + 12 + length
        if end > len(data):
            return
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length], end
        at = end
