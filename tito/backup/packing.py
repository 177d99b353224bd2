"""The archive itself: a tar, packed as its name says."""

import gzip
import hashlib
import io
import os
import sys
import tarfile
import zlib
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel

from tito.backup.errors import BackupError
from tito.backup.manifest import SUMS, Sum, Sums, key

ENDS = (".tar.gz", ".tar.zst")
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, UnicodeError)


def opened(file: IO[bytes], name: str, mode: str) -> IO[bytes]:
    """A packed stream over a file, by the end of its name.

    Raises:
        BackupError: the end is another, or zstd is not installed.
    """
    if name.endswith(ENDS[0]):
        return gzip.GzipFile("", mode, 6, file)  # type: ignore[return-value]
    if name.endswith(ENDS[1]):
        return _zstd().ZstdFile(file, mode)
    raise BackupError(f"{name} must end in {' or '.join(ENDS)}.")


def damage(name: str) -> tuple[type[Exception], ...]:
    """What reading an archive of this name raises where it is damaged.

    Raises:
        BackupError: zstd is needed, and not installed.
    """
    return (*_DAMAGE, _zstd().ZstdError) if name.endswith(ENDS[1]) else _DAMAGE


def _zstd() -> Any:
    """The module of the standard library, or the same for earlier Pythons."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        raise BackupError("zstd is not installed here: pip install 'tito[hub]', or name a .tar.gz.") from None
    return zstd


class Archive:
    """Files are added; each is summed up on its way."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)
        self._sums: dict[str, Sum] = {}

    def model(self, name: str, model: BaseModel) -> None:
        """Add a document."""
        data = model.model_dump_json(indent=1).encode()
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o600
        self._add(info, io.BytesIO(data))

    def file(self, name: str, path: Path, like: Path | None = None) -> None:
        """Add a file with its rights and its time; a link is none.

        Args:
            like: whose rights and time it gets; left out, its own.
        """
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            info = _info(name, like.stat() if like else os.fstat(file.fileno()))
            info.size = os.fstat(file.fileno()).st_size
            self._add(info, file)

    def stream(self, name: str, source: IO[bytes], size: int) -> None:
        """Add bytes of a known count."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o644
        self._add(info, source)

    def folder(self, name: str, path: Path) -> None:
        """Add a folder with its rights, without what is in it."""
        status = path.stat()
        info = _info(name, status)
        info.type, info.mode = tarfile.DIRTYPE, status.st_mode & 0o2777  # nbgrader's groupshared sets the group's bit
        self._tar.addfile(info)

    def close(self) -> int:
        """Add the sums of all files; how many there are."""
        count = len(self._sums)
        self.model(SUMS, Sums(files=self._sums))
        self._tar.close()
        return count

    def _add(self, info: tarfile.TarInfo, source: IO[bytes]) -> None:
        summing = _Summing(source)
        self._tar.addfile(info, summing)  # type: ignore[arg-type]
        self._sums[key(info.name)] = Sum(size=info.size, sha256=summing.digest.hexdigest())


def _info(name: str, status: os.stat_result) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.mode, info.mtime = status.st_mode & 0o777, int(status.st_mtime)
    return info


class _Summing:
    """A file of which what is read is hashed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data
