"""Where a course's gradebook is, said by a file that an instructor may have written, and that is a program."""

import os
import stat
from pathlib import Path

from tito.backup.errors import BackupError
from tito.backup.places import Asked, Database, database
from tito.gradebook import configured, records

CONFIG = "nbgrader_config.py"


def find(root: Path, asked: Asked) -> Database:
    """The gradebook that is named, or that nbgrader_config.py names.

    Raises:
        BackupError: that file cannot be read; or others may write it, and it does not name in plain text a gradebook
            within the course's folder.
    """
    if asked.gradebook_database:
        return database(asked.gradebook_database, Path.cwd())
    path = root / CONFIG
    if _only_ours(path):
        return database(_run(path), root)
    found = database(_read(path) or f"sqlite:///{root / 'gradebook.db'}", root)
    if found.file is None or not found.file.is_relative_to(root):
        raise BackupError(
            f"{path} may have been written by others, and names a gradebook outside of the course's folder: if that "
            "is right, name it with --gradebook-database URL."
        )
    return found


def _only_ours(path: Path) -> bool:
    """Whether nobody else can have written a file."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _run(path: Path) -> str:
    """What a configuration of our own names; it is a program, so anything may go wrong in it."""
    try:
        return records.url(path.parent)
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise BackupError(f"{path} cannot be read ({reason}): mend it, or use --gradebook-database URL.") from None


def _read(path: Path) -> str | None:
    """What a configuration of somebody else's names; it is not run."""
    if not os.path.lexists(path):
        return None
    try:
        urls = configured.assigned(path, "c.CourseDirectory.db_url")
        plain = configured.mentions(path, "db_url") == len(urls) and all(isinstance(url, str) for url in urls)
    except (OSError, SyntaxError, ValueError):
        plain = False
    if not plain:
        raise BackupError(
            f"{path} may have been written by others, so it is not run, and it does not name its gradebook in plain "
            "text: name it with --gradebook-database URL."
        )
    return str(urls[-1]) if urls else None
