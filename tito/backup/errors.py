"""Why nothing was saved, or nothing restored."""

import errno

from tito.errors import TitoError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(TitoError):
    """A backup cannot be made or used as things stand."""


def disk(what: str, error: OSError) -> BackupError:
    """What was not done because of the disk, as a sentence."""
    return BackupError(f"{what}: {because(error)}.")


def because(error: OSError) -> str:
    """The disk's reason."""
    reason = "the disk is full" if error.errno in _FULL else (error.strerror or str(error)).lower()
    return f"{reason} ({error.filename})" if error.filename else reason
