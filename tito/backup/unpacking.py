"""An archive as files beside their places: looked at byte by byte before anything is touched."""

import hashlib
import os
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO, TypeVar

from pydantic import BaseModel, ValidationError

from tito.backup import packing, places
from tito.backup.errors import BackupError
from tito.backup.manifest import DATA, FORMAT, MANIFEST, SUMS, Manifest, Part, Sum, Sums, key

_PIECE = 256 * 1024
_LARGEST = 256 * 1024 * 1024  # bytes of a document
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE)

M = TypeVar("M", bound=BaseModel)


def unpack(archive: Path, prepare: Callable[[Manifest], dict[Part, Path]]) -> Manifest:
    """Write the files of an archive below the folders of their parts, and see that every one is what was saved.

    Args:
        prepare: makes an empty folder for each part that is wanted, once it is known which there are.

    Raises:
        BackupError: it is damaged, is not whole, or holds what no backup holds.
        OSError: the disk is full.
    """
    damage = packing.damage(archive.name)
    try:
        with archive.open("rb") as raw:
            stream = packing.opened(raw, archive.name, "rb")
            with stream, tarfile.open(fileobj=stream, mode="r|") as tar:
                return _Unpacking(tar, archive).run(prepare)
    except damage as error:
        reason = str(error) or "it ends too early"
        raise BackupError(f"{archive} is damaged or not whole ({reason}): nothing was touched.") from None


def check(archive: Path) -> None:
    """See that every file of an archive is what was saved.

    Raises:
        BackupError: one is not, or it could not be restored for another reason.
    """
    unpack(archive, lambda manifest: {})


class _Unpacking:
    """One archive, from its first file to its last."""

    def __init__(self, tar: tarfile.TarFile, archive: Path) -> None:
        self._tar, self._archive = tar, archive
        self._found: dict[str, Sum] = {}
        self._folders: dict[Path, int] = {}  # and their rights

    def run(self, prepare: Callable[[Manifest], dict[Part, Path]]) -> Manifest:
        first = self._tar.next()
        if first is None or first.name != MANIFEST:
            raise BackupError(f"{self._archive} is no backup of tito's: it does not begin with {MANIFEST}.")
        manifest = self._document(first, Manifest)
        if manifest.format != FORMAT:
            raise BackupError(
                f"{self._archive} has format {manifest.format}, and this program reads {FORMAT}: use its own."
            )
        folders = prepare(manifest)
        sums: Sums | None = None
        while (member := self._tar.next()) is not None:
            if sums is not None:
                raise self._strange(member.name)
            if member.name == SUMS:
                sums = self._document(member, Sums)
            else:
                self._member(member, manifest, folders)
        self._compare(sums)
        for folder, mode in self._folders.items():
            folder.chmod(mode)
        return manifest

    def _document(self, member: tarfile.TarInfo, model: type[M]) -> M:
        source = self._tar.extractfile(member)
        if source is None or member.size > _LARGEST:
            raise self._strange(member.name)
        data = source.read()
        self._found[key(member.name)] = Sum(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        try:
            return model.model_validate_json(data)
        except ValidationError:
            raise BackupError(f"{self._archive}: {member.name} is not what a backup holds.") from None

    def _member(self, member: tarfile.TarInfo, manifest: Manifest, folders: dict[Part, Path]) -> None:
        part, inside = self._place(member, manifest)
        try:
            if part in folders:
                self._write(member, folders[part] / inside)
            elif not member.isdir():
                self._sum(member, None)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise self._strange(member.name) from None  # the same place under two names

    def _write(self, member: tarfile.TarInfo, target: Path) -> None:
        if member.isdir():
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folders[target] = member.mode & 0o2777 | 0o700  # set at the end; the owner goes in whatever they are
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            self._sum(member, file)
        target.chmod(member.mode & 0o777)
        os.utime(target, (member.mtime, member.mtime))

    def _sum(self, member: tarfile.TarInfo, target: IO[bytes] | None) -> None:
        source = self._tar.extractfile(member)
        assert source is not None, "a regular file has contents"
        self._found[key(member.name)] = _copied(source, target)

    def _place(self, member: tarfile.TarInfo, manifest: Manifest) -> tuple[Part, PurePosixPath]:
        """Where a member belongs; its name leads nowhere else, and stands there once."""
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in member.name:
            raise self._strange(member.name)
        if not (member.isdir() or member.type in _FILES) or member.sparse is not None:
            raise self._strange(member.name)
        if key(member.name) in self._found:
            raise self._strange(member.name)
        if path.parts[0] not in manifest.parts:
            raise self._strange(member.name)
        part, inside = Part(path.parts[0]), PurePosixPath(*path.parts[1:])
        if not _belongs(part, inside, member.isdir(), manifest):
            raise self._strange(member.name)
        return part, inside

    def _strange(self, name: str) -> BackupError:
        return BackupError(f"{self._archive} holds {name!r}, which no backup holds: nothing was touched.")

    def _compare(self, sums: Sums | None) -> None:
        """See that what came is what was saved."""
        if sums is None:
            raise BackupError(f"{self._archive} is not whole: it ends before {SUMS}; nothing was touched.")
        found = {name: one for name, one in self._found.items() if name != SUMS}
        wrong = [name for name in {**sums.files, **found} if sums.files.get(name) != found.get(name)]
        if wrong:
            raise BackupError(
                f"{self._archive} is damaged: {sorted(wrong)[0]} is not what was saved; nothing was touched."
            )


def _copied(source: IO[bytes], target: IO[bytes] | None) -> Sum:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        if target is not None:
            target.write(piece)
        size += len(piece)
    return Sum(size=size, sha256=digest.hexdigest())


def _belongs(part: Part, inside: PurePosixPath, is_folder: bool, manifest: Manifest) -> bool:
    """Whether a part may hold this."""
    name = str(inside)
    if part is Part.SUBMITTED:
        return is_folder or name != "."
    if is_folder:
        return False
    if part is Part.COURSE:
        return name in places.CONFIG
    if part is Part.BLOBS:
        return places.SHA256.fullmatch(name) is not None
    if part is Part.SECRETS:
        return len(inside.parts) == 1 and not places.is_database(name)
    return name == DATA.get(manifest.parts[part].kind)
