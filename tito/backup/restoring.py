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
from tito.backup.manifest import DATA, Kept, Manifest, Part, versions
from tito.backup.places import Asked
from tito.backup.targets import Known, Targets
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
        only: parts of the archive; the exchange brings its files along. None stands for all.
    """

    force: bool = False
    keep_config: bool = False
    only: frozenset[Part] | None = None


def resume(root: Path, asked: Asked) -> list[Path]:
    """Finish a restore that was interrupted; what it puts aside.

    Args:
        asked: as for the restore that was interrupted.

    Raises:
        BackupError: there is none, it cannot be finished, or it speaks of what is not this course's.
    """
    root = root.resolve()
    with contextlib.ExitStack() as held:
        held.enter_context(alone(root))
        journal = journals.read(root)
        _ours(journal, targets.known(root, asked), root)
        for folder in journals.others(root, journal):
            held.enter_context(alone(folder))
        return journals.finish(root, journal, fresh=False)


def _ours(journal: Journal, known: Known, root: Path) -> None:
    """See that a journal, which lies where instructors write, moves only what is the course's, hub's or exchange's.

    Raises:
        BackupError: it does.
    """
    paths = [*journal.stages, *(load.dump for load in journal.loads)]
    paths += [path for move in journal.moves for path in (move.ready, move.target, move.aside)]
    strange = [str(path) for path in paths if not known.holds(path)]
    strange += [str(stage) for stage in journal.stages if stage.name != places.STAGE]
    strange += [postgres.shown(load.url) for load in journal.loads if load.url not in known.urls]
    if strange:
        raise BackupError(
            f"{root / unfinished.FILE} speaks of {strange[0]}, which is not known as this course's: repeat the options "
            "of the restore that was interrupted (--hub, --exchange, and so on). Nothing was touched."
        )


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
        self._before: list[Path] = []  # dumps of PostgreSQL databases as they are now
        self._held = contextlib.ExitStack()
        self._manifest: Manifest
        self._targets: Targets

    def __enter__(self) -> "_Restoring":
        return self

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        if not (self._root / unfinished.FILE).exists():
            for stage in self._stages:
                shutil.rmtree(stage, ignore_errors=True)
            for dump in self._before if kind else ():
                dump.unlink(missing_ok=True)
        self._held.close()

    def make_ready(self) -> None:
        """Unpack and check everything; nothing that is in use is touched."""
        unpack(self._archive, self._prepare)
        for part, database in self._targets.databases.items():
            if database.file is not None:
                sqlite.check(self._ready(part), f"The backup's {part}")
        self._same_gradebook()
        self._free_to_go()
        self._owned()

    def put(self) -> Restored:
        """Bring everything to its place."""
        self._dump_before()
        self._blobs()
        moves = list(self._moves())
        loads = [
            Load(url=database.url, dump=self._ready(part))
            for part, database in self._targets.databases.items() if database.file is None
        ]  # fmt: skip
        journal = Journal(archive=str(self._archive), loads=loads, moves=moves, stages=self._stages)
        journals.begin(self._root, journal)
        asides = journals.finish(self._root, journal, fresh=True)
        now = versions()
        differing = {
            name: (then, now.get(name, "none"))
            for name, then in self._manifest.versions.items() if now.get(name) != then
        }  # fmt: skip
        return Restored(tuple(self._manifest.parts), (*self._before, *asides), differing)

    def _prepare(self, manifest: Manifest) -> dict[Part, Path]:
        """Empty folders for what comes out of the archive."""
        self._manifest = manifest.model_copy(update={"parts": self._wanted(manifest)})
        self._targets = targets.find(self._manifest, self._root, self._asked)
        folders = {part: self._targets.stage(part) for part in self._manifest.parts}
        homes = sorted({folder.parent.parent for folder in folders.values()})
        for home in homes:
            home.mkdir(parents=True, exist_ok=True)
            if home != self._root:
                self._held.enter_context(alone(home))
                unfinished.refuse(home)
        for home in homes:
            shutil.rmtree(home / places.STAGE, ignore_errors=True)
            (home / places.STAGE).mkdir(mode=0o700)
            self._stages.append(home / places.STAGE)
        for folder in folders.values():
            folder.mkdir()
        return folders

    def _wanted(self, manifest: Manifest) -> dict[Part, Kept]:
        """The parts that are asked for; rows of the exchange never come without their bytes."""
        if self._how.only is None:
            return manifest.parts
        missing = sorted(self._how.only - set(manifest.parts))
        if missing:
            raise BackupError(f"{self._archive} holds no {missing[0]}, but {', '.join(manifest.parts)}.")
        more = {Part.BLOBS} if Part.EXCHANGE in self._how.only else set()
        return {part: kept for part, kept in manifest.parts.items() if part in self._how.only | more}

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
        mounts = {Path(one.mountpoint) for one in psutil.disk_partitions(all=True)}
        for _, target in self._files():
            if target.resolve() in mounts:
                raise BackupError(
                    f"{target} is a disk of its own, which cannot be put aside: restore elsewhere. Nothing was touched."
                )
        _unused([one.file for one in self._targets.databases.values() if one.file is not None])
        for url in tables:
            postgres.require("pg_restore")
            postgres.unused(url)

    def _owned(self) -> None:
        """Give what is restored to the owner of the folder into which it goes, where the system lets us."""
        for ready, target in self._files():
            _give(ready, target.parent)

    def _dump_before(self) -> None:
        """Write what databases of PostgreSQL's hold now, each where only those read it who may read the database."""
        for part, database in self._targets.databases.items():
            if database.file is None and not postgres.is_empty(database.url):
                aside = self._targets.home(part) / f"{part}{places.BEFORE}{self._stamp}.pgdump"
                self._before.append(aside)
                aside.touch(0o600, exist_ok=False)
                postgres.dump(database.url, aside)

    def _blobs(self) -> None:
        """Add the exchange's bytes: a name stands for its contents, so nothing that is there is in the way."""
        if self._targets.storage is None or Part.BLOBS not in self._manifest.parts:
            return
        local = places.local(self._targets.storage)
        like = local and (local if local.is_dir() else local.parent)
        with places.reaching(self._targets.storage):
            blobs = Blobs(self._targets.storage)
            for path in sorted(self._targets.stage(Part.BLOBS).iterdir()):
                with path.open("rb") as file:
                    blobs.mend(file, path.name)
        if local and like:
            _give(local, like)

    def _moves(self) -> Iterator[Move]:
        """Sidecars go before their databases, so that no log is ever applied to another database."""
        databases = [one.file for one in self._targets.databases.values()]
        for ready, target in self._files():
            aside = target.with_name(f"{target.name}{places.BEFORE}{self._stamp}")
            if target in databases:
                sqlite.settle(target)
            yield Move(
                ready=ready, target=target, aside=aside, replaces=os.path.lexists(target), database=target in databases
            )


def _give(path: Path, like: Path) -> None:
    """Hand over a file, or a folder after all in it, to a folder's owner, where the system lets us.

    Links themselves are handed over, and never what they lead to.
    """
    if os.geteuid() != 0:
        return
    owner = like.stat()
    for folder, folders, files in os.walk(path, topdown=False):
        for name in (*folders, *files):
            os.chown(Path(folder, name), owner.st_uid, owner.st_gid, follow_symlinks=False)
    os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


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
    for file in databases:
        if file.exists() and sqlite.is_locked(file):
            raise BackupError(
                f"Another program is using {file}: stop the hub and what belongs to it, then restore. Nothing was "
                "touched."
            )
