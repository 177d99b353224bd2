"""One process at a time, or many that only read, in a folder; the system lets go of it when a process dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from tito.errors import TitoError


@contextlib.contextmanager
def alone(path: Path, refusal: TitoError) -> Iterator[None]:
    """Hold a folder, or a file.

    Raises:
        TitoError: `refusal`, where another process holds it.
    """
    with _held(path, fcntl.LOCK_EX, refusal):
        yield


@contextlib.contextmanager
def together(path: Path, refusal: TitoError) -> Iterator[None]:
    """Hold it with others that do the same; raises as `alone` does."""
    with _held(path, fcntl.LOCK_SH, refusal):
        yield


@contextlib.contextmanager
def _held(path: Path, how: int, refusal: TitoError) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY)
    try:
        _lock(handle, how, refusal)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, how: int, refusal: TitoError) -> None:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise refusal from None
