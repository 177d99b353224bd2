"""Submitted work, read while it is being collected: each submission as it stood at one moment."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from tito.backup.errors import BackupError

_TRIES, _PAUSE = 20, 0.1  # collecting a submission takes far less than two seconds

State = tuple[tuple[str, int, int, int], ...]


def units(folder: Path) -> Iterator[Path]:
    """What is collected at once, STUDENT/ASSIGNMENT, each after its folder STUDENT; and whatever else lies about."""
    for student in sorted(folder.iterdir()):
        if student.is_symlink() or not student.is_dir():
            yield student
        else:
            yield student
            yield from sorted(one for one in student.iterdir() if not one.name.startswith("."))


def settled(origin: Path, copy: Path) -> bool:
    """Make `copy` what `origin` was at one moment; False where it is gone. Links, pipes and devices are left out.

    Raises:
        BackupError: it does not stand still.
    """
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE)
        _clear(copy)
        try:
            before = _state(origin)
            _copy(origin, copy)
            if before == _state(origin):
                return copy.exists()
        except FileNotFoundError:
            continue
    if not origin.exists():
        return False
    raise BackupError(f"{origin} changes all the time: end what writes there, and try again.")


def _clear(copy: Path) -> None:
    if copy.is_dir():
        shutil.rmtree(copy)
    else:
        copy.unlink(missing_ok=True)


def _copy(origin: Path, copy: Path) -> None:
    """Copy files and folders, and nothing else; unlike shutil.copytree, it raises the first error as it is."""
    if origin.is_symlink():
        return
    if origin.is_dir():
        copy.mkdir()
        for inside in origin.iterdir():
            _copy(inside, copy / inside.name)
        shutil.copystat(origin, copy)
    elif origin.is_file():
        shutil.copy2(origin, copy)


def _state(path: Path) -> State:
    """By what a change shows."""
    found = [path, *(sorted(path.rglob("*")) if path.is_dir() else ())]
    statuses = ((one, os.lstat(one)) for one in found)
    return tuple((str(one), status.st_ino, status.st_size, status.st_mtime_ns) for one, status in statuses)
