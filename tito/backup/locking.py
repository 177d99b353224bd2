"""One backup or restore of a course at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from tito.backup.errors import BackupError


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder; the system lets go of it when a process dies.

    Raises:
        BackupError: another process holds it.
    """
    with _held(folder, fcntl.LOCK_EX):
        yield


@contextlib.contextmanager
def together(folder: Path) -> Iterator[None]:
    """Hold a folder with others that only read it. Raises as `alone` does."""
    with _held(folder, fcntl.LOCK_SH):
        yield


@contextlib.contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"Another backup or restore of {folder} is running: wait until it has ended.") from None
    finally:
        os.close(handle)
