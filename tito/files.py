"""Writing files so that nobody ever reads half of one, nor half of a set."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

WRITING = ".writing-"
"""How the names of temporary files begin; a process that was killed may leave one behind."""


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Put `text` at `path`; makes the folders above it.

    Args:
        mode: the permissions of the new file.

    Raises:
        OSError: it names `path`; what stood there stands as it was.
    """
    write_all({path: text.encode()}, mode)


def write_all(files: Mapping[Path, bytes], mode: int = 0o644) -> None:
    """Write all files beside their places, then move them there: a full disk leaves everything as it was.

    Raises:
        OSError: it names the file that was meant.
    """
    ready: dict[Path, str] = {}
    try:
        for path, data in files.items():
            _at(path, _prepare, path, data, mode, ready)
        for path in files:
            _at(path, os.replace, ready[path], path)
            del ready[path]
    finally:
        for temporary in ready.values():
            Path(temporary).unlink(missing_ok=True)


def _prepare(path: Path, data: bytes, mode: int, ready: dict[Path, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, ready[path] = tempfile.mkstemp(dir=path.parent, prefix=WRITING)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(ready[path], mode)  # noqa: PTH101 - mkstemp gave a name, not a Path


def _at(path: Path, act: Callable[..., None], *arguments: Any) -> None:
    """Do something; its OSError then names the file that was meant, not a temporary one."""
    try:
        act(*arguments)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
