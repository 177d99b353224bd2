"""Pictures as part of the page: PNG and JPEG alone, of bounded size, their bytes looked at and never their names."""

import base64
import binascii
from functools import lru_cache
from pathlib import Path
from typing import Any

_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_ENDINGS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
LARGEST = 300_000
"""Bytes of a picture that a page shows; a figure of matplotlib's has 10 to 60 thousand."""


def data_uri(kind: Any, data: Any) -> str | None:
    """A picture in base64, as a notebook holds it, as a data address; None for what is no such picture.

    The address is made anew from the bytes, so that nothing but base64 can stand in it.
    """
    if kind not in _BEGINNINGS:
        return None
    text = "".join(data) if isinstance(data, list) and all(isinstance(x, str) for x in data) else data
    if not isinstance(text, str) or len(text) > 2 * LARGEST:
        return None
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return _address(kind, raw)


def _address(kind: str, raw: bytes) -> str | None:
    if len(raw) > LARGEST or not raw.startswith(_BEGINNINGS[kind]):
        return None
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


def released(folder: Path) -> dict[str, str]:
    """The pictures beside a released notebook, by the addresses under which its cells name them."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS and path.is_file())
    found = {path.relative_to(folder).as_posix(): _read(path, path.stat().st_mtime_ns) for path in paths}
    return {name: address for name, address in found.items() if address}


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> str | None:
    if path.stat().st_size > LARGEST:
        return None
    return _address(_ENDINGS[path.suffix.lower()], path.read_bytes())
