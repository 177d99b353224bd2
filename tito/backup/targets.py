"""Where each part of a backup belongs on this machine."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tito.backup import places, postgres
from tito.backup.errors import BackupError
from tito.backup.manifest import Kept, Manifest, Part
from tito.backup.places import Asked, Database

_STAGE = ".restoring"
_WHERE = {Part.EXCHANGE: "--exchange", Part.BLOBS: "--exchange", Part.HUB: "--hub", Part.SECRETS: "--hub"}


@dataclass(frozen=True)
class Targets:
    """Places by part.

    Args:
        databases: the gradebook's, the exchange's, the hub's.
        storage: of the exchange's bytes; None where there are none.
        secrets: the hub's folder.
    """

    root: Path
    databases: dict[Part, Database]
    storage: str | None
    secrets: Path | None

    def home(self, part: Part) -> Path:
        """The folder in which a part is made ready: on the disk to which it goes."""
        database = self.databases.get(part)
        if database is not None and database.file is not None:
            return database.file.parent
        if part is Part.SECRETS and self.secrets is not None:
            return self.secrets
        if part is Part.BLOBS and self.storage is not None:
            folder = places.local(self.storage)
            return self.root if folder is None else folder.parent
        return self.submitted.parent if part is Part.SUBMITTED else self.root

    def stage(self, part: Part) -> Path:
        """Where the files of a part wait."""
        return self.home(part) / _STAGE / part

    @property
    def submitted(self) -> Path:
        """Where submissions lie, wherever a link leads."""
        return (self.root / "submitted").resolve()


def find(manifest: Manifest, root: Path, asked: Asked) -> Targets:
    """Places for everything in an archive: those asked for, else those of old that lie in the course's folder.

    Raises:
        BackupError: a place is not known, or of another kind than what was saved.
    """
    databases = {}
    parts = manifest.parts
    if Part.GRADEBOOK in parts:
        databases[Part.GRADEBOOK] = places.gradebook(root, asked)
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
    secrets = _folder(Part.SECRETS, parts[Part.SECRETS], root, asked.hub) if Part.SECRETS in parts else None
    return Targets(root, databases, storage, secrets)


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
