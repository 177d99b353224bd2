"""Writing synthetic submissions, and never over anybody's real one."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tito.errors import TitoError

MARKER = ".rehearsal"
"""A file of this name says that a folder was made by a rehearsal, and may be replaced by one."""


class RehearsalError(TitoError):
    """A rehearsal cannot go on, or would touch what is not its own."""


@dataclass(frozen=True)
class Link:
    """What stands in the place of a file: a link, relative to the file's folder."""

    target: str


Files = Mapping[str, bytes | Link]


def write(folder: Path, files: Files) -> bool:
    """Bring a submission's folder to exactly `files`; returns whether anything changed.

    Raises:
        RehearsalError: something stands there that no rehearsal made.
    """
    if folder.is_symlink() or (folder.exists() and not (folder / MARKER).is_file()):
        raise RehearsalError(
            f"{folder} is not from a rehearsal, and a rehearsal overwrites nothing else: "
            "move it elsewhere, or rehearse in another folder."
        )
    if folder.exists() and _same(folder, files):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in {MARKER: files[MARKER], **files}.items():  # marker first: half a folder is ours
        _put(folder / name, content)
    return True


def _put(path: Path, content: bytes | Link) -> None:
    if isinstance(content, Link):
        path.symlink_to(content.target)
    else:
        path.write_bytes(content)


def _same(folder: Path, files: Files) -> bool:
    names = {path.name for path in folder.iterdir()}
    return names == set(files) and all(_holds(folder / name, content) for name, content in files.items())


def _holds(path: Path, content: bytes | Link) -> bool:
    if isinstance(content, Link):
        return path.is_symlink() and os.readlink(path) == content.target  # noqa: PTH115
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content
