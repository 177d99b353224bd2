"""Which of the system's users a server runs as, where the hub is root and may choose.

Students get a number each, instructors share one, and none of the numbers needs a name in /etc/passwd. An ordinary
user's hub has only that user's number, and rooms alone keep servers apart.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from tito.hub.errors import HubError

STAFF = 19_999
"""Who owns a course's folder that was root's, and runs its instructors' servers."""

FIRST = 20_000
"""The first student; numbers stay below 65,536, which is all that many containers have."""


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
        give([place], wanted)
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
    """Let instructors work in a course's folder: all in it becomes theirs, but what is kept.

    The folder itself keeps its owner, and lets their group write: git trusts no folder of somebody else's.
    """
    left = set(kept)
    give((path for path in folder.iterdir() if path.name not in left), owner)
    os.chown(folder, -1, owner)
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o070)


def give(paths: Iterable[Path], owner: int) -> None:
    """Hand over files, and folders with all in them; links themselves, and nothing that they lead to."""
    for path in paths:
        os.chown(path, owner, owner, follow_symlinks=False)
        if path.is_dir() and not path.is_symlink():
            give(path.iterdir(), owner)
