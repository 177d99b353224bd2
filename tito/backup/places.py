"""Where a course and its hub keep things."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tito.backup.errors import BackupError
from tito.errors import TitoError

CONFIG = ("course.toml", "nbgrader_config.py", "catch-up.json", "overrides.json")
"""Small files of the course's folder that are saved where they are there."""
BEFORE = ".before-"
"""In the name of what a restore has put aside, followed by the time."""
STATE = Path("hub/state")
STAGE = ".restoring"
"""The folder beside their places in which files are made ready."""
HUB_DATABASE, EXCHANGE_DATABASE, EXCHANGE_FILES = "jupyterhub.sqlite", "exchange.db", "files"

SHA256 = re.compile(r"[0-9a-f]{64}")
"""What the exchange calls a file."""


@dataclass(frozen=True)
class Asked:
    """What the command line names; None stands for the usual place.

    Args:
        exchange: the folder of its database and files.
        exchange_database: URL of SQLAlchemy's.
        exchange_storage: a folder, or a URL of fsspec's.
        hub: the folder of its database and secrets.
        hub_database: URL of SQLAlchemy's.
        gradebook_database: likewise; None stands for the one that nbgrader_config.py names.
    """

    exchange: Path | None = None
    exchange_database: str | None = None
    exchange_storage: str | None = None
    hub: Path | None = None
    hub_database: str | None = None
    gradebook_database: str | None = None


@dataclass(frozen=True)
class Database:
    """A database by its URL, or by its file."""

    url: str
    file: Path | None

    @property
    def kind(self) -> str:
        """sqlite or postgresql."""
        return "postgresql" if self.file is None else "sqlite"

    @property
    def is_there(self) -> bool:
        """Whether there may be anything to save."""
        return self.file is None or self.file.is_file()


def database(url: str, root: Path) -> Database:
    """A database that can be saved; a file's relative path begins at `root`.

    Raises:
        BackupError: it is of another kind, or the URL is none.
    """
    try:
        place = make_url(url)
    except (ArgumentError, ValueError):
        raise BackupError(f"{url!r} is not the URL of a database.") from None
    kind = place.get_backend_name()
    if kind == "sqlite" and place.database:
        return Database(url, (root / place.database).resolve())
    if kind != "postgresql":
        raise BackupError(f"A database of {kind} cannot be saved here: SQLite's and PostgreSQL's can.")
    return Database(url, None)


def exchange(folder: Path, asked: Asked) -> tuple[Database, str]:
    """The exchange's database, and where its files are."""
    url = asked.exchange_database or f"sqlite:///{folder.absolute() / EXCHANGE_DATABASE}"
    return database(url, Path.cwd()), asked.exchange_storage or str(folder.absolute() / EXCHANGE_FILES)


def hub(folder: Path, asked: Asked) -> Database:
    """The hub's database."""
    return database(asked.hub_database or f"sqlite:///{folder.absolute() / HUB_DATABASE}", Path.cwd())


def first_there(*folders: Path) -> Path | None:
    """The first that is a folder."""
    return next((folder for folder in folders if folder.is_dir()), None)


def secrets(folder: Path) -> list[Path]:
    """Files of the hub's that only their owner may read: cookie secret, tokens, passwords; its database is none."""
    files = (path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink())
    kept = (path for path in files if not is_database(path.name) and BEFORE not in path.name)
    return [path for path in kept if not path.stat().st_mode & 0o077]


def is_database(name: str) -> bool:
    """Whether a name is the hub's database, or a file that belongs to it."""
    return name.startswith(HUB_DATABASE)


def local(storage: str) -> Path | None:
    """The folder of the exchange's files; None where it is not on this machine."""
    filesystem, place = stored(storage)
    return Path(place).resolve() if isinstance(filesystem, LocalFileSystem) else None


def stored(storage: str) -> tuple[Any, str]:
    """fsspec's file system of the exchange's files, and their folder in it.

    Raises:
        BackupError: fsspec does not know such a place, or lacks a package for it.
    """
    with reaching(storage):
        filesystem, folder = url_to_fs(storage)
        return filesystem, folder.rstrip("/")


@contextlib.contextmanager
def reaching(storage: str) -> Iterator[None]:
    """Object stores raise what they like; here it becomes one sentence.

    Raises:
        BackupError: anything but an OSError, which is left as it is.
    """
    try:
        yield
    except (TitoError, OSError):
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise BackupError(f"The exchange's files cannot be reached at {storage} ({reason}).") from None


def written(path: Path, root: Path) -> str:
    """A path as a manifest has it: from the course's folder, if it lies below that."""
    path = path.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
