"""Making a backup while everything runs.

Databases come first, files after them: submissions and the exchange's bytes are there before a row speaks of them, so
that every row of the copy has what it speaks of.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tito import unfinished
from tito.backup import gradebooks, packing, places, postgres, sqlite, submitted, unpacking
from tito.backup.errors import BackupError, disk
from tito.backup.locking import alone, together
from tito.backup.manifest import DATA, MANIFEST, Kept, Part, describe
from tito.backup.packing import Archive
from tito.backup.places import Asked, Database

_WRITING = ".writing"
_GRADED = ("autograded", "feedback")  # folders that nobody has without a gradebook


@dataclass(frozen=True)
class Saved:
    """What was saved.

    Args:
        left_out: what was not there, a sentence each.
        files, size: how many files, and how many bytes the archive has.
    """

    parts: dict[Part, Kept]
    left_out: tuple[str, ...]
    files: int
    size: int


def save(root: Path, target: Path, asked: Asked, secrets: bool) -> Saved:
    """Write an archive that only its owner may read; it appears whole, or not at all.

    Args:
        root: the course's folder.
        secrets: save what lets one act as the hub, too.

    Raises:
        BackupError: something cannot be saved; the sentence says what.
        UnfinishedError: the course is half restored.
    """
    if not target.name.endswith(packing.ENDS) or not target.parent.is_dir():
        raise BackupError(f"{target} must lie in a folder that is there, and end in {' or '.join(packing.ENDS)}.")
    if os.path.lexists(target):
        raise BackupError(f"{target} is there already: choose another name.")
    for folder in (asked.hub, asked.exchange):
        if folder is not None and not folder.is_dir():
            raise BackupError(f"{folder} is not there: nothing was saved.")
    root = root.resolve()
    with alone(root):
        unfinished.refuse(root)
        try:
            with _scratch(target) as scratch:
                return _Saving(root, asked, secrets, scratch).write(target)
        except OSError as error:
            raise disk(f"{target} was not written", error) from None


@contextlib.contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """A folder beside the archive for whatever is half done; what killed backups left is taken away first."""
    for left in target.parent.glob(f".*{_WRITING}"):
        with contextlib.suppress(BackupError, OSError), alone(left):
            if left.name.removesuffix(_WRITING).endswith(packing.ENDS) and left.lstat().st_uid == os.geteuid():
                shutil.rmtree(left)
    folder = target.with_name(f".{target.name}{_WRITING}")
    if folder.exists():
        raise BackupError(f"Another backup is writing {target}: wait until it has ended.")
    folder.mkdir(mode=0o700)
    try:
        with alone(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Saving:
    """One backup."""

    def __init__(self, root: Path, asked: Asked, secrets: bool, scratch: Path) -> None:
        self._root, self._asked, self._secrets, self._scratch = root, asked, secrets, scratch
        self._parts: dict[Part, Kept] = {}
        self._left_out: list[str] = []
        self._copies: dict[Part, tuple[Path, Path | None]] = {}  # a copy, and the file that it is of
        self._hub = asked.hub or places.first_there(root / places.STATE)
        self._storage: str | None = None

    def write(self, target: Path) -> Saved:
        """Copy the databases, then write everything, while nothing is restored into the hub or the exchange."""
        with contextlib.ExitStack() as held:
            beside = {one.resolve() for one in (self._hub, self._exchange_folder()) if one is not None}
            for folder in sorted(beside - {self._root}):
                held.enter_context(together(folder))
                unfinished.refuse(folder)
            return self._write(target)

    def _write(self, target: Path) -> Saved:
        self._databases()
        self._files()
        if not self._parts:
            raise BackupError(f"There is nothing to save in {self._root}.")
        ready = self._scratch / target.name
        handle = os.open(ready, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as raw:
            with packing.opened(raw, target.name, "wb") as stream:
                count = self._pack(Archive(stream))
            raw.flush()
            os.fsync(raw.fileno())
            os.posix_fadvise(raw.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # read back from the disk, not from memory
        _read_back(ready, target)
        ready.rename(target)
        return Saved(self._parts, tuple(self._left_out), count, target.stat().st_size)

    def _databases(self) -> None:
        asked = self._asked
        graded = any((self._root / name).is_dir() for name in _GRADED)
        needed = bool(asked.gradebook_database) or graded
        self._database(Part.GRADEBOOK, gradebooks.find(self._root, asked), needed)
        if self._hub is not None or asked.hub_database:
            needed = bool(asked.hub or asked.hub_database)
            self._database(Part.HUB, places.hub(self._hub or self._root, asked), needed)
        else:
            self._left_out.append(f"hub: {places.STATE} is not there, and --hub names no other folder")
        self._exchange()

    def _exchange(self) -> None:
        asked, folder = self._asked, self._exchange_folder()
        named = bool(asked.exchange or asked.exchange_database or asked.exchange_storage)
        if folder is None and not (asked.exchange_database and asked.exchange_storage):
            if named:
                raise BackupError("Name both database and files of the exchange: with --exchange, or one by one.")
            self._left_out.append("exchange: no folder exchange is there, and --exchange names no other")
            return
        database, storage = places.exchange(folder or self._root, asked)
        if self._database(Part.EXCHANGE, database, named):
            self._storage = storage
            local = places.local(storage)
            if local is not None and not local.is_dir():
                raise BackupError(f"The exchange's files are not at {local}: name their place with --exchange-storage.")

    def _exchange_folder(self) -> Path | None:
        """The one that is named; else of the usual ones the first that holds a database, or is there at all."""
        usual = [self._root / "exchange", *([self._hub / "exchange"] if self._hub else [])]
        full = [folder for folder in usual if (folder / places.EXCHANGE_DATABASE).is_file()]
        return self._asked.exchange or places.first_there(*full, *usual)

    def _database(self, part: Part, database: Database, needed: bool) -> bool:
        """Copy a database; whether it is there.

        Args:
            needed: somebody counts on it, so that its absence is no reason to go on without it.
        """
        if not database.is_there:
            if needed:
                raise BackupError(f"The {part}'s database is not at {database.file}: nothing was saved.")
            self._left_out.append(f"{part}: {database.file} is not there")
            return False
        copy = self._scratch / f"{part}.copy"
        if database.file is not None:
            sqlite.copy(database.file, copy)
            place = places.written(database.file, self._root)
        else:
            postgres.dump(database.url, copy)
            place = postgres.shown(database.url)
        self._copies[part] = copy, database.file
        self._parts[part] = Kept(kind=database.kind, place=place)  # type: ignore[arg-type]
        return True

    def _files(self) -> None:
        """Note which parts that are files there are."""
        there = {
            Part.COURSE: any((self._root / name).is_file() for name in places.CONFIG),
            Part.SUBMITTED: (self._root / "submitted").is_dir(),
            Part.SECRETS: self._secrets and self._hub is not None and bool(places.secrets(self._hub)),
            Part.BLOBS: self._storage is not None,
        }
        local = self._storage and places.local(self._storage)
        where = {
            Part.COURSE: ".", Part.SUBMITTED: "submitted",
            Part.SECRETS: self._hub and places.written(self._hub, self._root),
            Part.BLOBS: places.written(local, self._root) if local else self._storage,
        }  # fmt: skip
        self._parts |= {
            part: Kept(kind="files", place=str(where[part])) for part, is_there in there.items() if is_there
        }

    def _pack(self, archive: Archive) -> int:
        archive.model(MANIFEST, describe(self._parts))
        for part, (copy, origin) in self._copies.items():
            archive.file(f"{part}/{DATA[self._parts[part].kind]}", copy, like=origin)
            copy.unlink()
        if Part.COURSE in self._parts:
            self._pack_course(archive)
        if Part.SECRETS in self._parts and self._hub is not None:
            for path in places.secrets(self._hub):
                archive.file(f"{Part.SECRETS}/{path.name}", path)
        if Part.SUBMITTED in self._parts:
            self._pack_submitted(archive, self._root / "submitted")
        if self._storage is not None:
            self._pack_blobs(archive, self._storage)
        return archive.close()

    def _pack_course(self, archive: Archive) -> None:
        for name in places.CONFIG:
            if (self._root / name).is_symlink():
                self._left_out.append(f"{name} is a link")
            elif (self._root / name).is_file():
                archive.file(f"{Part.COURSE}/{name}", self._root / name)

    def _pack_submitted(self, archive: Archive, folder: Path) -> None:
        archive.folder(str(Part.SUBMITTED), folder)
        copy = self._scratch / "submission"
        for unit in submitted.units(folder):
            name = unit.relative_to(folder).as_posix()
            if unit.is_symlink():
                self._left_out.append(f"submitted/{_printable(name)} is a link")
            elif unit.parent == folder and unit.is_dir():
                archive.folder(f"{Part.SUBMITTED}/{name}", unit)
            elif submitted.settled(unit, copy):
                _pack_tree(archive, copy, f"{Part.SUBMITTED}/{name}")

    def _pack_blobs(self, archive: Archive, storage: str) -> None:
        """The exchange's bytes, each under its SHA-256; what is only arriving has no row yet."""
        filesystem, folder = places.stored(storage)
        with places.reaching(storage):
            for path in sorted(filesystem.find(folder)):
                inside = path.removeprefix(f"{folder}/")
                above, _, name = inside.partition("/")
                if places.SHA256.fullmatch(name) and above == name[:2]:
                    with filesystem.open(path, "rb") as file:
                        archive.stream(f"{Part.BLOBS}/{name}", file, filesystem.size(path))
                elif above != "incoming":
                    self._left_out.append(f"{_printable(inside)} among the exchange's files is none of its own")


def _read_back(ready: Path, target: Path) -> None:
    try:
        unpacking.check(ready)
    except BackupError as error:
        raise BackupError(f"{target} was not written, since it could not be restored: {error}") from None


def _printable(name: str) -> str:
    """A name of a file as a terminal can show it, also one that is not UTF-8."""
    return name.encode(errors="backslashreplace").decode()


def _pack_tree(archive: Archive, path: Path, name: str) -> None:
    if path.is_dir():
        archive.folder(name, path)
        for inside in sorted(path.iterdir()):
            _pack_tree(archive, inside, f"{name}/{inside.name}")
    else:
        archive.file(name, path)
