"""What the exchange keeps, and the clock that counts."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from tito.exchange import archives
from tito.exchange.archives import Entry, Limits
from tito.exchange.blobs import Blobs
from tito.exchange.database import Database
from tito.exchange.errors import ArchiveError, Refused

NAMED = dict[str, str]
"""A file of an archive as a row keeps it: name and SHA-256."""


def utc_now() -> datetime.datetime:
    """The server's clock."""
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True)
class Upload:
    """An archive that has arrived whole.

    Args:
        file: a temporary file, which no folder names, so that nothing is left of it whatever happens.
        sha256, size: of its bytes.
    """

    file: IO[bytes]
    sha256: str
    size: int


@dataclass(frozen=True)
class Store:
    """Rows and bytes together: bytes are stored first, so that a row always has its bytes."""

    database: Database
    blobs: Blobs
    limits: Limits
    clock: Callable[[], datetime.datetime] = utc_now

    def keep(self, upload: Upload) -> dict[str, Any]:
        """Look an archive over and store it; what a row has to say of it.

        Raises:
            Refused: it is not what may be stored (422).
        """
        try:
            entries = archives.check(upload.file, self.limits)
        except ArchiveError as error:
            raise Refused(422, str(error)) from None
        self.blobs.put(upload.file, upload.sha256)
        return {"sha256": upload.sha256, "size": upload.size, "files": [_named(entry) for entry in entries]}


def _named(entry: Entry) -> NAMED:
    return {"name": entry.name, "sha256": entry.sha256}


def notebooks(files: list[NAMED]) -> list[str]:
    """Names of the notebooks that lie at the top, without `.ipynb`."""
    paths = [PurePosixPath(file["name"]) for file in files]
    return sorted(path.stem for path in paths if path.suffix == ".ipynb" and len(path.parts) == 1)
