"""Which of the system's users a server runs as, where the hub is root and may choose.

Students get a number each, instructors share one, and none of the numbers needs a name in /etc/passwd. An ordinary
user's hub has only that user's number, and rooms alone keep servers apart.
"""

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tito.hub.errors import HubError

STAFF = 19_999
"""Who owns a course's folder that was root's, and runs its instructors' servers."""

FIRST = 20_000
"""The first student; numbers stay below 65,536, which is all that many containers have."""

_DEEPEST = 200  # folders in each other; each is held open meanwhile


def am_root() -> bool:
    """Whether this process may choose."""
    return os.geteuid() == 0


def home(homes: Path, name: str, owner: int | None = None) -> int:
    """Make a user's home where it is not there yet, and say whose it is.

    Args:
        owner: left out, a number that no other home has, the same for ever.
    """
    place = homes / name
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = place.stat().st_uid
    if not am_root():
        return now
    wanted = owner if owner is not None else now if now >= FIRST else _next(homes)
    if wanted != now:
        give(place, wanted)
    return wanted


def _next(homes: Path) -> int:
    return max([FIRST - 1, *(other.stat().st_uid for other in homes.iterdir())]) + 1


def staff(folders: Iterable[Path]) -> int:
    """Who runs the instructors' servers: the owner of the courses' folders; for root's, a number without rights.

    Raises:
        HubError: the folders have several owners.
    """
    if not am_root():
        return os.geteuid()
    owners = {folder.stat().st_uid or STAFF for folder in folders}
    if len(owners) > 1:
        raise HubError("The courses' folders belong to different users: give them all to one (chown -R).")
    return owners.pop()


def share(folder: Path, owner: int, kept: Iterable[str]) -> None:
    """Let instructors work in a course's folder: what is in it becomes theirs.

    Not what is `kept`, and not what belongs to us and is closed to everybody else (a backup's archive, a dump, a key):
    whoever closed it did not mean to share it. The folder itself keeps its owner, and lets their group write: git
    trusts no folder of somebody else's.

    Raises:
        HubError: something in it cannot be handed over.
    """
    left = set(kept)
    try:
        with _opened(folder) as handle:
            for name in set(os.listdir(handle)) - left:  # noqa: PTH208 - Path knows no handles
                _give(name, handle, owner, _private)
    except OSError as error:
        raise HubError(f"{folder} cannot be handed to its instructors ({error}): mend or move what it names.") from None
    os.chown(folder, -1, owner)
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o070)


def _private(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode) and not found.st_mode & 0o077


def give(place: Path, owner: int) -> None:
    """Hand over a file, or a folder with all in it; links themselves, and nothing that they lead to."""
    with _opened(place.parent) as above:
        _give(place.name, above, owner, lambda _: False)


def _give(name: str, above: int, owner: int, spared: Callable[[os.stat_result], bool], depth: int = 0) -> None:
    """Children first, each by its folder's handle: nobody can put a link in the way of what we are going through."""
    found = os.stat(name, dir_fd=above, follow_symlinks=False)
    if spared(found):
        return
    if depth > _DEEPEST:
        raise HubError(f"{name!r} lies more than {_DEEPEST} folders deep, too deep to be handed over: move it.")
    if stat.S_ISDIR(found.st_mode):
        with _opened(name, above) as folder:
            for child in os.listdir(folder):  # noqa: PTH208
                _give(child, folder, owner, spared, depth + 1)
    os.chown(name, owner, owner, dir_fd=above, follow_symlinks=False)


@contextlib.contextmanager
def _opened(folder: Path | str, above: int | None = None) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
    try:
        yield handle
    finally:
        os.close(handle)
