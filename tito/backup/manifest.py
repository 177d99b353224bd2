"""What an archive says of itself: first what it holds, last the SHA-256 of every file."""

import datetime
import importlib.metadata
import os
import platform
from enum import StrEnum
from typing import Literal
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel

FORMAT = 2
"""The version of these archives."""
MANIFEST, SUMS = "manifest.json", "checksums.json"
DATA = {"sqlite": "data.sqlite", "postgresql": "data.pgdump"}
"""What a database is called in the archive."""
_NAMED = ("tito", "nbgrader", "jupyterhub", "SQLAlchemy")


class Part(StrEnum):
    """What is saved; also the folder in the archive."""

    GRADEBOOK = "gradebook"
    EXCHANGE = "exchange"
    HUB = "hub"
    COURSE = "course"
    SUBMITTED = "submitted"
    BLOBS = "blobs"
    SECRETS = "secrets"


class Kept(BaseModel):
    """One part.

    Args:
        kind: how it was kept; files are files.
        place: where it lay, from the course's folder where it lay below that; without passwords.
    """

    kind: Literal["sqlite", "postgresql", "files"]
    place: str


class Manifest(BaseModel):
    """The first file of an archive."""

    format: int
    made: AwareDatetime
    versions: dict[str, str]
    parts: dict[Part, Kept]


class Sum(BaseModel):
    """A file as it was saved."""

    size: int
    sha256: str


class Sums(BaseModel):
    """The last file of an archive: every other one by its `key`."""

    files: dict[str, Sum]


def key(name: str) -> str:
    """A name as the sums have it: percent-encoded, since JSON cannot hold one that is not UTF-8."""
    return quote(os.fsencode(name))


def describe(parts: dict[Part, Kept]) -> Manifest:
    """A manifest of now."""
    return Manifest(format=FORMAT, made=datetime.datetime.now(datetime.UTC), versions=versions(), parts=parts)


def versions() -> dict[str, str]:
    """What is installed of the programs whose files are kept."""
    found = {"python": platform.python_version()}
    for name in _NAMED:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
