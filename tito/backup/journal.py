"""What a restore does once everything is ready: written down first, so that it can be finished whatever happens."""

import os
import shutil
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tito import files, unfinished
from tito.backup import postgres
from tito.backup.errors import BackupError


class Load(BaseModel):
    """A dump for a database of PostgreSQL's."""

    url: str
    dump: Path


class Move(BaseModel):
    """What is made ready takes its place, and what was there goes aside; None is made ready where it only goes."""

    ready: Path | None
    target: Path
    aside: Path


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
    """The journal of an interrupted restore.

    Raises:
        BackupError: nothing is half restored.
    """
    try:
        return Journal.model_validate_json((root / unfinished.FILE).read_bytes())
    except FileNotFoundError:
        raise BackupError(f"Nothing is half restored in {root}.") from None
    except ValidationError:
        raise BackupError(f"{root / unfinished.FILE} cannot be understood: it is not what a restore wrote.") from None


def begin(root: Path, journal: Journal) -> None:
    """Put it on the disk, after everything that it speaks of; from here on the restore goes forward only."""
    os.sync()
    files.write(root / unfinished.FILE, journal.model_dump_json(), mode=0o600)
    try:
        for folder in _others(root, journal):
            files.write(folder / unfinished.FILE, f"{root}\n")
    except OSError:
        end(root, journal)
        raise


def finish(root: Path, journal: Journal, fresh: bool) -> None:
    """Do all of it that is not done yet.

    Args:
        fresh: nobody has tried before.

    Raises:
        BackupError: it stops half way, and says so; or, where nothing was done yet, all is as it was.
    """
    try:
        for place, load in enumerate(journal.loads):
            _load(root, journal, load, fresh and place == 0)
        for move in journal.moves:
            _move(move)
    except (OSError, BackupError, KeyboardInterrupt) as error:
        if not (root / unfinished.FILE).exists():
            raise
        reason = str(error) or "it was interrupted"
        raise BackupError(
            f"{root} is half restored from {journal.archive} ({reason}): mend that, then run tito restore --resume."
        ) from None
    end(root, journal)


def end(root: Path, journal: Journal) -> None:
    """Take away all traces; the journal last."""
    for folder in _others(root, journal):
        (folder / unfinished.FILE).unlink(missing_ok=True)
    for stage in journal.stages:
        shutil.rmtree(stage, ignore_errors=True)
    os.sync()
    (root / unfinished.FILE).unlink()


def _load(root: Path, journal: Journal, load: Load, nothing_done: bool) -> None:
    """A load is all or nothing: when the first fails, everything is as it was."""
    try:
        postgres.load(load.url, load.dump)
    except BackupError:
        if nothing_done:
            end(root, journal)
        raise


def _move(move: Move) -> None:
    """Done again after it was interrupted anywhere, it comes to the same."""
    if move.ready is None:
        if os.path.lexists(move.target) and not os.path.lexists(move.aside):
            move.target.rename(move.aside)
    elif move.ready.exists():
        if os.path.lexists(move.target):
            move.target.rename(move.aside)
        move.ready.rename(move.target)


def _others(root: Path, journal: Journal) -> list[Path]:
    """Folders beside the course's in which something takes its place."""
    return sorted({stage.parent for stage in journal.stages} - {root})
