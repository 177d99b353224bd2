"""What a restore does once everything is ready: written down first, so that it can be finished whatever happens."""

import os
import shutil
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tito import files, unfinished
from tito.backup import postgres, sqlite
from tito.backup.errors import BackupError, because


class Load(BaseModel):
    """A dump for a database of PostgreSQL's."""

    url: str
    dump: Path


class Move(BaseModel):
    """What is made ready takes its place, and what was there goes aside.

    Args:
        replaces: something was there when this was written.
        database: files that belong to it as one of SQLite's go aside before it.
    """

    ready: Path
    target: Path
    aside: Path
    replaces: bool
    database: bool


class Journal(BaseModel):
    """All of it.

    Args:
        stages: folders that are taken away at the end; each lies in a folder that is marked meanwhile.
    """

    archive: str
    loads: list[Load]
    moves: list[Move]
    stages: list[Path]


def read(root: Path) -> Journal:
    """The journal of an interrupted restore, if it is of this user: what it says is done with this user's rights.

    Raises:
        BackupError: nothing is half restored, or somebody else wrote this.
    """
    path = root / unfinished.FILE
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            if os.fstat(file.fileno()).st_uid != os.geteuid():
                raise BackupError(f"{path} is another user's: whoever ran the restore has to finish it.")
            return Journal.model_validate_json(file.read())
    except FileNotFoundError:
        raise BackupError(f"Nothing is half restored in {root}.") from None
    except ValidationError:
        raise BackupError(f"{path} cannot be understood: it is not what a restore wrote.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {because(error)}.") from None


def begin(root: Path, journal: Journal) -> None:
    """Put it on the disk, after everything that it speaks of; from here on the restore goes forward only."""
    os.sync()
    try:
        files.write(root / unfinished.FILE, journal.model_dump_json(), mode=0o600)
        for folder in others(root, journal):
            files.write(folder / unfinished.FILE, f"{root}\n")
        os.sync()
    except OSError:
        end(root, journal)
        raise


def finish(root: Path, journal: Journal, fresh: bool) -> list[Path]:
    """Do all of it that is not done yet; what was put aside, where it is now.

    Args:
        fresh: nobody has tried before.

    Raises:
        BackupError: it stops half way, and says so; or, where nothing was done yet, all is as it was.
    """
    asides: list[Path] = []
    try:
        for place, load in enumerate(journal.loads):
            _load(root, journal, load, fresh and place == 0)
        for move in journal.moves:
            asides += _move(move)
    except (OSError, BackupError, KeyboardInterrupt) as error:
        if not (root / unfinished.FILE).exists():
            raise
        reason = str(error).rstrip(".") or "it was interrupted"
        raise BackupError(
            f"{root} is half restored from {journal.archive} ({reason}): mend that, then run tito restore --resume "
            "with the same options."
        ) from None
    try:
        end(root, journal)
    except OSError as error:
        raise BackupError(
            f"{journal.archive} is restored, but the marks of that cannot be taken away ({because(error)}): "
            "mend that, then run tito restore --resume."
        ) from None
    return asides


def end(root: Path, journal: Journal) -> None:
    """Take away all traces; the journal last."""
    for folder in others(root, journal):
        (folder / unfinished.FILE).unlink(missing_ok=True)
    for stage in journal.stages:
        shutil.rmtree(stage, ignore_errors=True)
    os.sync()
    (root / unfinished.FILE).unlink(missing_ok=True)


def others(root: Path, journal: Journal) -> list[Path]:
    """Folders beside the course's in which something takes its place."""
    return sorted({stage.parent for stage in journal.stages} - {root})


def _load(root: Path, journal: Journal, load: Load, nothing_done: bool) -> None:
    """A load is all or nothing: when the first fails, everything is as it was."""
    try:
        postgres.load(load.url, load.dump)
    except BackupError:
        if nothing_done:
            end(root, journal)
        raise


def _move(move: Move) -> list[Path]:
    """Done again after it was interrupted anywhere, it comes to the same; what it put aside."""
    if not os.path.lexists(move.ready):
        if not os.path.lexists(move.target) or (move.replaces and not os.path.lexists(move.aside)):
            raise BackupError(
                f"{move.ready} is gone, and {move.target} is not in its place: take {unfinished.FILE} away, and "
                "restore the archive again"
            )
        return []
    found = []
    for end_of_name in (*(sqlite.SIDECARS if move.database else ()), ""):
        target = move.target.with_name(move.target.name + end_of_name)
        if os.path.lexists(target):
            found.append(_put_aside(target, move.aside.with_name(move.aside.name + end_of_name)))
    move.ready.rename(move.target)
    return found


def _put_aside(path: Path, wanted: Path) -> Path:
    """Where it is now: something may have made it anew since it was put aside the first time."""
    place, count = wanted, 1
    while os.path.lexists(place):
        count += 1
        place = wanted.with_name(f"{wanted.name}-{count}")
    path.rename(place)
    return place
