"""Stored bytes, named by their SHA-256: in a folder, or wherever fsspec can write."""

import contextlib
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileOpener, LocalFileSystem

from tito.exchange.errors import ExchangeServiceError

_PIECE = 256 * 1024
_STALE = 24 * 3600.0  # seconds after which nobody is still writing


class Blobs:
    """A store that only grows: a name stands for its contents, so nothing in it is ever written twice.

    Args:
        url: a folder, or a URL of fsspec's.

    Raises:
        ExchangeServiceError: fsspec cannot write there.
    """

    def __init__(self, url: str) -> None:
        try:
            self._fs, root = fsspec.core.url_to_fs(url)
            self._root = root.rstrip("/")
            self._fs.makedirs(self._incoming(), exist_ok=True)
        except (ValueError, ImportError, OSError) as error:
            raise ExchangeServiceError(f"{url!r} is no place for the exchange's files: {error}") from None
        self._sweep()

    def put(self, source: IO[bytes], sha256: str) -> None:
        """Store a file's bytes; they are on the disk when this returns.

        Raises:
            OSError: the disk is full, or may not be written.
        """
        target = self._path(sha256)
        if self._fs.exists(target):
            return
        temporary = self._incoming(secrets.token_hex(16))
        try:
            source.seek(0)
            with self._fs.open(temporary, "wb") as file:
                shutil.copyfileobj(source, file, _PIECE)
                _sync(file)
            self._fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            self._fs.mv(temporary, target)
            self._settle(target)
        except BaseException:
            if self._fs.exists(temporary):
                self._fs.rm_file(temporary)
            raise

    def mend(self, source: IO[bytes], sha256: str) -> None:
        """Like `put`, and what stands there under that name and is damaged is replaced.

        Raises:
            OSError: the disk is full, or may not be written.
        """
        target = self._path(sha256)
        if self._fs.exists(target):
            digest = hashlib.sha256()
            for piece in self.read(sha256):
                digest.update(piece)
            if digest.hexdigest() != sha256:
                self._fs.rm_file(target)
        self.put(source, sha256)

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes in pieces; the file is open before this returns.

        Raises:
            OSError: it is gone, or cannot be read.
        """
        return _pieces(self._fs.open(self._path(sha256), "rb"))

    def check(self) -> None:
        """See that the place is there and can be written.

        Raises:
            OSError: it is not.
        """
        probe = self._incoming(secrets.token_hex(16))
        self._fs.pipe_file(probe, b"")
        self._fs.rm_file(probe)

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"

    def _incoming(self, name: str = "") -> str:
        return f"{self._root}/incoming/{name}".rstrip("/")

    def _settle(self, target: str) -> None:
        """Have the name on the disk, too, and the folder's own name in the folder above."""
        if isinstance(self._fs, LocalFileSystem):
            for folder in list(Path(target).parents)[:2]:
                handle = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    def _sweep(self) -> None:
        """Remove what killed servers were writing; another server on the same place may be writing now."""
        for name in self._fs.ls(self._incoming(), detail=False):
            with contextlib.suppress(NotImplementedError, FileNotFoundError):  # a place that keeps no times
                if self._fs.modified(name).timestamp() < time.time() - _STALE:
                    self._fs.rm_file(name)


def _sync(file: Any) -> None:
    """Have a local file on the disk before its name says that it is whole."""
    if isinstance(file, LocalFileOpener):
        file.flush()
        os.fsync(file.fileno())


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
