"""Where each part of a backup belongs on this machine."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tito.backup import gradebooks, places, postgres
from tito.backup.errors import BackupError
from tito.backup.manifest import Kept, Manifest, Part
from tito.backup.places import Asked, Database

_WHERE = {Part.EXCHANGE: "--exchange", Part.BLOBS: "--exchange", Part.HUB: "--hub", Part.SECRETS: "--hub"}


@dataclass(frozen=True)
class Targets:
    """Places by part.

    Args:
        databases: the gradebook's, the exchange's, the hub's.
        storage: of the exchange's bytes; None where there are none.
        secrets: the hub's folder.
        private: folders of exchange and hub for what instructors must not read, such as a dump.
    """

    root: Path
    databases: dict[Part, Database]
    storage: str | None
    secrets: Path | None
    private: dict[Part, Path]

    def home(self, part: Part) -> Path:
        """The folder in which a part is made ready: on the disk to which it goes."""
        database = self.databases.get(part)
        if database is not None and database.file is not None:
            return database.file.parent
        if part is Part.SECRETS and self.secrets is not None:
            return self.secrets
        if part is Part.BLOBS and self.storage is not None:
            folder = places.local(self.storage)
            return self.private[Part.EXCHANGE] if folder is None else folder.parent
        return self.submitted.parent if part is Part.SUBMITTED else self.private.get(part, self.root)

    def stage(self, part: Part) -> Path:
        """Where the files of a part wait."""
        return self.home(part) / places.STAGE / part

    @property
    def submitted(self) -> Path:
        """Where submissions lie, wherever a link leads."""
        return (self.root / "submitted").resolve()


def find(manifest: Manifest, root: Path, asked: Asked) -> Targets:
    """Places for everything in an archive: those asked for, else those of old that lie in the course's folder.

    Raises:
        BackupError: a place is not known, or of another kind than what was saved.
    """
    databases: dict[Part, Database] = {}
    private: dict[Part, Path] = {}
    parts = manifest.parts
    if Part.GRADEBOOK in parts:
        databases[Part.GRADEBOOK] = gradebooks.find(root, asked)
    if Part.HUB in parts:
        folder = None if asked.hub_database else _folder(Part.HUB, parts[Part.HUB], root, asked.hub)
        databases[Part.HUB] = places.hub(folder or root, asked)
    storage = None
    if Part.EXCHANGE in parts:
        whole = asked.exchange_database and asked.exchange_storage
        folder = None if whole else _folder(Part.EXCHANGE, parts[Part.EXCHANGE], root, asked.exchange)
        databases[Part.EXCHANGE], storage = places.exchange(folder or root, asked)
    for part, database in databases.items():
        _same_kind(part, parts[part], database)
    for part in (Part.EXCHANGE, Part.HUB):
        if part in databases:
            private[part] = _private(part, databases[part], root, asked, storage)
    secrets = _folder(Part.SECRETS, parts[Part.SECRETS], root, asked.hub) if Part.SECRETS in parts else None
    return Targets(root, databases, storage, secrets, private)


def _private(part: Part, database: Database, root: Path, asked: Asked, storage: str | None) -> Path:
    """A folder of the exchange's or the hub's own, for dumps: instructors own the course's."""
    if database.file is not None:
        return database.file.parent
    hub = asked.hub or root / places.STATE
    if part is Part.HUB:
        found = asked.hub or places.first_there(hub)
    else:
        files = places.local(storage) if storage else None
        found = asked.exchange or (files and files.parent) or places.first_there(root / "exchange", hub / "exchange")
    if found is None:
        raise BackupError(
            f"The {part}'s database is in PostgreSQL: name the {part}'s folder, too, with {_WHERE[part]} FOLDER."
        )
    return found.resolve()


@dataclass(frozen=True)
class Known:
    """What a restore may touch: what lies in these folders, and PostgreSQL databases by their URLs."""

    folders: tuple[Path, ...]
    urls: frozenset[str]

    def holds(self, path: Path) -> bool:
        """Whether a path lies in one of the folders, wherever links lead."""
        place = path.parent.resolve()
        return ".." not in path.parts and any(place.is_relative_to(folder) for folder in self.folders)


def known(root: Path, asked: Asked) -> Known:
    """What belongs to a course: its folder, and the places that are named or usual for exchange and hub.

    Raises:
        BackupError: a place cannot be understood.
    """
    hub = asked.hub or root / places.STATE
    exchanges = [asked.exchange] if asked.exchange else [root / "exchange", hub / "exchange"]
    of_exchange = [places.exchange(folder, asked) for folder in exchanges]
    databases = [gradebooks.find(root, asked), places.hub(hub, asked), *(database for database, _ in of_exchange)]
    files = [places.local(storage) for _, storage in of_exchange]
    folders = [
        root, (root / "submitted").resolve().parent, hub, *exchanges,
        *(one.file.parent for one in databases if one.file), *(one.parent for one in files if one),
    ]  # fmt: skip
    return Known(tuple(one.resolve() for one in folders), frozenset(one.url for one in databases if one.file is None))


def _folder(part: Part, kept: Kept, root: Path, asked: Path | None) -> Path:
    """The folder of the exchange or of the hub."""
    if asked is not None:
        return asked.resolve()
    old = PurePosixPath(kept.place)
    if kept.kind == "postgresql" or old.is_absolute() or ".." in old.parts:
        raise BackupError(
            f"The backup's {part} was at {kept.place}: say where it belongs now with {_WHERE[part]} FOLDER."
        )
    return root / (old if part is Part.SECRETS else old.parent)


def _same_kind(part: Part, kept: Kept, database: Database) -> None:
    if kept.kind != database.kind:
        raise BackupError(
            f"The backup's {part} is of {kept.kind}, and the one named here is of {database.kind} "
            f"({postgres.shown(database.url)}): name one of the same kind."
        )
