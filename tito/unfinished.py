"""A mark in folders whose restoring was interrupted, so that nothing works on half of it."""

from pathlib import Path

from tito.errors import TitoError

FILE = ".restore-unfinished"
"""In the course's folder the journal of what is left to do; in others, a pointer to it."""


class UnfinishedError(TitoError):
    """What a backup held has not all been put in its place."""


def refuse(folder: Path) -> None:
    """See that nothing is half restored in a folder.

    Raises:
        UnfinishedError: something is.
    """
    if (folder / FILE).exists():
        raise UnfinishedError(
            f"{folder} is half restored from a backup: run tito restore --resume in the course's folder first."
        )
