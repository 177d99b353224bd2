"""Putting a backup back: made ready beside its places, checked, then moved in; what was there goes aside."""

import contextlib
import datetime
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tito import unfinished
from tito.backup import journal as journals
from tito.backup import places, postgres, sqlite, targets
from tito.backup.errors import BackupError, disk
from tito.backup.journal import Journal, Load, Move
from tito.backup.locking import alone
from tito.backup.manifest import DATA, Manifest, Part, versions
from tito.backup.places import Asked
from tito.backup.targets import Targets
from tito.backup.unpacking import unpack
from tito.exchange.blobs import Blobs


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Args:
        asides: where what stood there before is now.
        versions: program -> version then and now, where they differ.
    """

    parts: tuple[Part, ...]
    asides: tuple[Path, ...]
    versions: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class How:
    """What the command line asks for.

    Args:
        force: put aside what is there.
        keep_config: leave the course's own files as they are here.
    """

    force: bool = False
    keep_config: bool = False


def resume(root: Path) -> None:
    """Finish a restore that was interrupted.

    Raises:
        BackupError: there is none, or it cannot be finished.
    """
    with alone(root):
        journals.finish(root, journals.read(root), fresh=False)


def restore(root: Path, archive: Path, asked: Asked, how: How) -> Restored:
    """Put everything in an archive back.

    Raises:
        BackupError: the sentence says whether anything was touched.
        UnfinishedError: an earlier restore was interrupted.
    """
    root = root.resolve()
    with alone(root):
        unfinished.refuse(root)
        with _Restoring(root, archive, asked, how) as restoring:
            try:
                restoring.make_ready()
                return restoring.put()
            except OSError as error:
                raise disk(f"{archive} was not restored", error) from None


class _Restoring:
    """One restore; unless it came to its journal, it leaves nothing behind."""

    def __init__(self, root: Path, archive: Path, asked: Asked, how: How) -> None:
        self._root, self._archive, self._asked, self._how = root, archive, asked, how
        self._stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self._stages: list[Path] = []
        self._manifest: Manifest
        self._targets: Targets

    def __enter__(self) -> "_Restoring":
        return self

    def __exit__(self, *raised: object) -> None:
        if not (self._root / unfinished.FILE).exists():
            for stage in self._stages:
                shutil.rmtree(stage, ignore_errors=True)

    def make_ready(self) -> None:
        """Unpack and check everything; nothing that is in use is touched."""
        self._manifest = unpack(self._archive, self._prepare)
        for part, database in self._targets.databases.items():
            if database.file is not None:
                sqlite.check(self._ready(part), f"The backup's {part}")
        self._same_gradebook()
        self._free_to_go()
        self._owned()

    def put(self) -> Restored:
        """Bring everything to its place."""
        before = self._dump_before()
        self._blobs()
        moves = list(self._moves())
        loads = [
            Load(url=database.url, dump=self._ready(part))
            for part, database in self._targets.databases.items() if database.file is None
        ]  # fmt: skip
        journal = Journal(archive=str(self._archive), loads=loads, moves=moves, stages=self._stages)
        asides = [move.aside for move in moves if os.path.lexists(move.target)]
        journals.begin(self._root, journal)
        journals.finish(self._root, journal, fresh=True)
        now = versions()
        differing = {
            name: (then, now.get(name, "none"))
            for name, then in self._manifest.versions.items() if now.get(name) != then
        }  # fmt: skip
        return Restored(tuple(self._manifest.parts), (*before, *asides), differing)

    def _prepare(self, manifest: Manifest) -> dict[Part, Path]:
        """Empty folders for what comes out of the archive."""
        self._targets = targets.find(manifest, self._root, self._asked)
        homes = {self._targets.stage(part).parent for part in manifest.parts}
        for stage in sorted(homes):
            stage.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir(mode=0o700)
            self._stages.append(stage)
        folders = {part: self._targets.stage(part) for part in manifest.parts}
        for folder in folders.values():
            folder.mkdir()
        return folders

    def _ready(self, part: Part) -> Path:
        """A database as it came out of the archive."""
        return self._targets.stage(part) / DATA[self._manifest.parts[part].kind]

    def _files(self) -> Iterator[tuple[Path, Path]]:
        """What is ready, and its place; databases of PostgreSQL's and the exchange's bytes go another way."""
        for part, database in self._targets.databases.items():
            if database.file is not None:
                yield self._ready(part), database.file
        if Part.SUBMITTED in self._manifest.parts:
            yield self._targets.stage(Part.SUBMITTED), self._targets.submitted
        for part, folder in ((Part.COURSE, self._root), (Part.SECRETS, self._targets.secrets)):
            if folder is not None and part in self._manifest.parts and not self._stays(part):
                for file in sorted(self._targets.stage(part).iterdir()):
                    if not _same(file, folder / file.name):
                        yield file, folder / file.name

    def _stays(self, part: Part) -> bool:
        return part is Part.COURSE and self._how.keep_config

    def _same_gradebook(self) -> None:
        """See that the course's own files, once they are back, still name the gradebook that is restored."""
        if Part.GRADEBOOK not in self._targets.databases or self._how.keep_config:
            return
        staged = self._targets.stage(Part.COURSE) / "nbgrader_config.py"
        if not staged.is_file() or _same(staged, self._root / staged.name):
            return
        database, old = self._targets.databases[Part.GRADEBOOK], self._manifest.parts[Part.GRADEBOOK].place
        here = postgres.shown(database.url) if database.file is None else places.written(database.file, self._root)
        if here != old:
            raise BackupError(
                f"The backup's gradebook was at {old}, and nbgrader_config.py here names {here}: put the backup's in "
                "its place first, or keep the one that is here with --keep-config. Nothing was touched."
            )

    def _free_to_go(self) -> None:
        """See that nothing is in the way, and that nobody is using what goes.

        Raises:
            BackupError: something is, or somebody does.
        """
        in_the_way = [target for _, target in self._files() if os.path.lexists(target) and not _is_empty(target)]
        tables = [one.url for one in self._targets.databases.values() if one.file is None]
        full = [postgres.shown(url) for url in tables if not postgres.is_empty(url)]
        if (in_the_way or full) and not self._how.force:
            named = ", ".join([*map(str, in_the_way), *full])
            raise BackupError(f"This is there already: {named}. --force puts it aside. Nothing was touched.")
        for target in in_the_way:
            if target.is_mount():
                raise BackupError(f"{target} is a disk of its own, which cannot be put aside: restore elsewhere.")
        _unused([one.file for one in self._targets.databases.values() if one.file is not None])
        for url in tables:
            postgres.require("pg_restore")
            postgres.unused(url)

    def _owned(self) -> None:
        """Give what is restored to the owner of the folder into which it goes, where the system lets us."""
        if os.geteuid() == 0:
            for stage in self._stages:
                owner = stage.parent.stat()
                for path in (stage, *stage.rglob("*")):
                    os.chown(path, owner.st_uid, owner.st_gid)

    def _dump_before(self) -> list[Path]:
        """What databases of PostgreSQL's hold now."""
        found = []
        for part, database in self._targets.databases.items():
            if database.file is None and not postgres.is_empty(database.url):
                aside = self._root / f"{part}{places.BEFORE}{self._stamp}.pgdump"
                postgres.dump(database.url, aside)
                aside.chmod(0o600)
                found.append(aside)
        return found

    def _blobs(self) -> None:
        """Add the exchange's bytes: a name stands for its contents, so nothing that is there is in the way."""
        if self._targets.storage is None or Part.BLOBS not in self._manifest.parts:
            return
        with places.reaching(self._targets.storage):
            blobs = Blobs(self._targets.storage)
            for path in sorted(self._targets.stage(Part.BLOBS).iterdir()):
                with path.open("rb") as file:
                    blobs.mend(file, path.name)

    def _moves(self) -> Iterator[Move]:
        """Sidecars go before their databases, so that no log is ever applied to another database."""
        databases = [one.file for one in self._targets.databases.values()]
        for ready, target in self._files():
            aside = target.with_name(f"{target.name}{places.BEFORE}{self._stamp}")
            if target in databases:
                sqlite.settle(target)
                for end in sqlite.SIDECARS:
                    if (beside := target.with_name(target.name + end)).exists():
                        yield Move(ready=None, target=beside, aside=aside.with_name(aside.name + end))
            yield Move(ready=ready, target=target, aside=aside)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _is_empty(path: Path) -> bool:
    """Whether a folder holds nothing; a file is never empty."""
    return path.is_dir() and not any(path.iterdir())


def _unused(databases: list[Path]) -> None:
    """See that no process has a database open: it would go on writing into what was put aside."""
    names = {str(file) for file in databases}
    for process in psutil.process_iter(["pid", "name"]):
        with contextlib.suppress(psutil.Error, OSError):
            open_now = sorted({one.path for one in process.open_files()} & names)
            if open_now:
                raise BackupError(
                    f"{process.info['name']} (process {process.info['pid']}) has {open_now[0]} open: stop the hub and "
                    "what belongs to it, then restore. Nothing was touched."
                )
