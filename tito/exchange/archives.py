"""Folders as tar.gz, and back: what came from a stranger is looked at before a byte of it is unpacked."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from tito.exchange.errors import ArchiveError
from tito.exchange.folders import staged
from tito.exchange.paths import Paths

_MIB = 1024 * 1024
_PIECE = 256 * 1024  # bytes that are asked for at once; tarfile would read a whole header of any size
_BROKEN = (tarfile.TarError, OSError, EOFError, zlib.error, RecursionError, ValueError, OverflowError)
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE)


@dataclass(frozen=True)
class Limits:
    """How large an archive may be.

    Args:
        packed: bytes that travel.
        unpacked: bytes of all its files, and of tar's own headers.
        files: how many files and folders.
    """

    packed: int = 50 * _MIB
    unpacked: int = 200 * _MIB
    files: int = 2000


@dataclass(frozen=True)
class Entry:
    """A file in an archive."""

    name: str
    size: int
    sha256: str


def pack(folder: Path, target: Path) -> None:
    """Write a folder's files into `target`; the same files make the same bytes.

    Raises:
        OSError: a file cannot be read, or the disk is full.
    """
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(folder.rglob("*")):
            _add(archive, path, path.relative_to(folder).as_posix())


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    info = tarfile.TarInfo(name)
    if path.is_dir():
        info.type, info.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(info)
    else:
        info.size = path.stat().st_size
        with path.open("rb") as file:
            archive.addfile(info, file)


def check(file: IO[bytes], limits: Limits) -> list[Entry]:
    """Read an archive from beginning to end; its files, in its order.

    Raises:
        ArchiveError: it is damaged, too large, or holds what may not be unpacked.
    """
    file.seek(0)
    return list(_walk(file, limits, None))


def unpack(path: Path, target: Path, limits: Limits) -> list[Entry]:
    """Make `target` hold exactly what the archive holds, or leave everything as it was.

    Raises:
        ArchiveError: as for `check`.
        OSError: the disk is full, or may not be written.
    """
    with path.open("rb") as raw:
        check(raw, limits)
    with staged(target) as folder, path.open("rb") as raw:
        folder.mkdir()
        return list(_walk(raw, limits, folder))


def _walk(raw: IO[bytes], limits: Limits, folder: Path | None) -> Iterator[Entry]:
    """Each file, checked and, where there is a folder, written."""
    try:
        with gzip.GzipFile(fileobj=raw) as packed:
            bounded = _Bounded(packed, limits.unpacked)
            with tarfile.TarFile(fileobj=bounded, mode="r") as archive:  # type: ignore[arg-type]
                yield from _entries(archive, limits, folder)
            bounded.drain()
    except ArchiveError:
        raise
    except _BROKEN as error:
        if folder is not None and isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's fault, since the archive has been read once
        raise ArchiveError("The archive is damaged, or it is no tar.gz.") from None


def _entries(archive: tarfile.TarFile, limits: Limits, folder: Path | None) -> Iterator[Entry]:
    paths = Paths()
    declared = 0
    for number, member in enumerate(archive, start=1):
        if number > limits.files:
            raise ArchiveError(f"The archive holds more than {limits.files} files and folders.")
        declared += max(member.size, 0)
        if declared > limits.unpacked or member.size < 0:
            raise _too_large(limits.unpacked)
        path = paths.add(member.name, _is_folder(member))
        if not member.isdir():
            yield _file(archive, member, path, folder)
        elif folder is not None:
            (folder / path).mkdir(parents=True, exist_ok=True)


def _is_folder(member: tarfile.TarInfo) -> bool:
    """Whether it is a folder; nothing but files and folders passes."""
    if member.isdir():
        return True
    if member.type not in _FILES or member.sparse is not None:
        raise ArchiveError(f"The archive holds {member.name!r}, which is a link or a device: only files may be sent.")
    return False


def _file(archive: tarfile.TarFile, member: tarfile.TarInfo, path: PurePosixPath, folder: Path | None) -> Entry:
    source = archive.extractfile(member)
    assert source is not None, "a regular file has contents"
    target = io.BytesIO() if folder is None else _opened(folder / path)
    digest = hashlib.sha256()
    size = 0
    with source, target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if folder is not None:
                target.write(piece)
    if size != member.size:
        raise ArchiveError(f"The archive ends within {member.name!r}.")
    return Entry(path.as_posix(), size, digest.hexdigest())


def _opened(path: Path) -> io.BufferedWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _too_large(limit: int) -> ArchiveError:
    return ArchiveError(f"The files are larger than the {size_text(limit)} that may be sent.")


def size_text(count: int) -> str:
    """Bytes, as people read them."""
    return f"{count / _MIB:.1f} MiB" if count >= _MIB / 10 else f"{count} bytes"


class _Bounded(io.RawIOBase):
    """Unpacked bytes: never many at once, and never more in all than allowed."""

    def __init__(self, file: gzip.GzipFile, limit: int) -> None:
        self._file = file
        self._limit = limit

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _PIECE:
            raise ArchiveError("The archive has a header of senseless size.")
        data = self._file.read(size)
        if self._file.tell() > self._limit:
            raise _too_large(self._limit)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < 0:
            raise ArchiveError("The archive has a header of senseless size.")
        if offset > self._limit:
            raise _too_large(self._limit)
        return self._file.seek(offset)

    def drain(self) -> None:
        """Read to the end, where the checksum of all bytes stands."""
        while self.read(_PIECE):
            pass
