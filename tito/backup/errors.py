"""Why nothing was saved, or nothing restored."""

import errno

from tito.errors import TitoError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(TitoError):
    """A backup cannot be made or used as things stand."""


def disk(what: str, error: OSError) -> BackupError:
    """What was not done because of the disk, as a sentence."""
    reason = "the disk is full" if error.errno in _FULL else (error.strerror or str(error)).lower()
    return BackupError(f"{what}: {reason}{f' ({error.filename})' if error.filename else ''}.")
