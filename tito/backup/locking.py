"""One backup or restore of a course at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from tito.backup.errors import BackupError


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold a course's folder; the system lets go of it when a process dies.

    Raises:
        BackupError: another process holds it.
    """
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"Another backup or restore of {root} is running: wait until it has ended.") from None
    finally:
        os.close(handle)
