"""One backup or restore at a time in a folder."""

from contextlib import AbstractContextManager
from pathlib import Path

from tito import locking
from tito.backup.errors import BackupError


def alone(folder: Path) -> AbstractContextManager[None]:
    """Hold a folder while the block runs.

    Raises:
        BackupError: another process holds it.
    """
    return locking.alone(folder, _refusal(folder))


def together(folder: Path) -> AbstractContextManager[None]:
    """Hold a folder with others that only read it, and with the hub; raises as `alone` does."""
    return locking.together(folder, _refusal(folder))


def _refusal(folder: Path) -> BackupError:
    return BackupError(
        f"A hub, or another backup or restore, is at work in {folder}: stop it, or wait until it has ended."
    )
