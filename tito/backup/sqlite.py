"""SQLite databases that others are using."""

import contextlib
import fcntl
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from tito.backup.errors import BackupError

SIDECARS = ("-wal", "-shm", "-journal")
"""Ends of the names of files that belong to a database while it is open."""
_LOCKS, _LENGTH = 0x40000000, 512  # bytes that are only locked: https://sqlite.org/fileformat2.html#the_lock_byte_page
PATIENCE = 60.0  # seconds for which a database that is in use is asked again


def copy(origin: Path, target: Path, patience: float = PATIENCE) -> None:
    """Write what a database holds at this moment to `target`, by SQLite's online backup; writers wait meanwhile.

    Raises:
        BackupError: it is damaged, is no database, or stays in use.
        OSError: the disk is full.
    """
    end = time.monotonic() + patience

    def patiently(status: int, left: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise BackupError(f"{origin} has been in use for {patience:g} s: nothing was saved; try again.")

    try:
        with (
            contextlib.closing(_open(origin, "mode=rw")) as source,
            contextlib.closing(sqlite3.connect(target)) as ours,
        ):
            source.backup(ours, progress=patiently, sleep=0.1)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(28, "No space left on device", str(target)) from None
        raise BackupError(f"{origin} cannot be copied ({error}).") from None
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{origin} cannot be copied ({error}).") from None
    check(target, origin)


def check(file: Path, named: Path | str) -> None:
    """See that a database is whole.

    Args:
        named: how to call it.

    Raises:
        BackupError: it is not.
    """
    try:
        with contextlib.closing(_open(file, "immutable=1")) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupError(f"{named} is damaged ({said.splitlines()[0]}): nothing was done; keep earlier backups.")


def is_locked(file: Path) -> bool:
    """Whether a program is reading or writing a database at this moment, or has one open that keeps a log (WAL).

    Other programs that have it open and do nothing hold no lock. Nothing in the file is changed.
    """
    with file.open("r+b") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _LENGTH, _LOCKS)
        except (BlockingIOError, PermissionError):
            return True
    return False


def settle(file: Path) -> None:
    """Bring what stands in a write-ahead log into its database, as closing it properly does; damaged ones stay."""
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(_open(file, "mode=rw")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open(file: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file.absolute()))}?{how}", uri=True, timeout=1.0)
