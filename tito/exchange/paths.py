"""Paths within an archive: each stays inside, and no two are one file on anybody's disk."""

import unicodedata
from pathlib import PurePosixPath

from tito.exchange.errors import ArchiveError

_PART, _WHOLE, _DEPTH = 255, 1024, 32  # bytes, bytes, folders


class Paths:
    """The paths of one archive so far."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, bool]] = {}

    def add(self, name: str, folder: bool) -> PurePosixPath:
        """Take in one more.

        Raises:
            ArchiveError: it leads outside, stands there twice, or differs from another in capitals only.
        """
        path = _inside(name)
        for parent in list(path.parents)[-2::-1]:
            self._place(parent, True)
        if not folder and _key(path) in self._seen:
            raise ArchiveError(f"The archive holds {name!r} more than once, in some spelling.")
        self._place(path, folder)
        return path

    def _place(self, path: PurePosixPath, folder: bool) -> None:
        ours = (path.as_posix(), folder)
        if self._seen.setdefault(_key(path), ours) != ours:
            raise ArchiveError(f"The archive holds {path.as_posix()!r} more than once, in some spelling.")


def _key(path: PurePosixPath) -> str:
    """What a disk that does not tell capitals apart makes of it."""
    return unicodedata.normalize("NFKC", path.as_posix()).casefold()


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name:
        raise ArchiveError(f"The archive holds {name!r}, which leads out of its folder.")
    if not _printable(name) or len(path.parts) > _DEPTH:
        raise ArchiveError(f"The archive holds {name!r}, which is no name for a file.")
    sizes = [len(part.encode()) for part in path.parts]
    if max(sizes) > _PART or sum(sizes) > _WHOLE:
        raise ArchiveError(f"The archive holds a name of more than {_PART} bytes.")
    return path


def _printable(name: str) -> bool:
    """No control characters, and nothing that is no text (a lone half of a pair, which no UTF-8 holds)."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name)
