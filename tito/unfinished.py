"""A mark in folders whose restoring was interrupted, so that nothing works on half of it."""

from pathlib import Path

from tito.errors import TitoError

FILE = ".restore-unfinished"
"""In the course's folder the journal of what is left to do; in others, the path of the course's folder."""


class UnfinishedError(TitoError):
    """What a backup held has not all been put in its place."""


def refuse(folder: Path) -> None:
    """See that nothing is half restored in a folder.

    Raises:
        UnfinishedError: something is.
    """
    if (folder / FILE).exists():
        raise UnfinishedError(
            f"{folder} is half restored from a backup: run tito restore --resume in {_course(folder)} first."
        )


def _course(folder: Path) -> Path:
    """Where the journal is."""
    try:
        text = (folder / FILE).read_text(errors="replace").strip()
    except OSError:  # the journal, which only its owner may read
        return folder
    return Path(text) if text.startswith("/") and "\n" not in text else folder
