"""What stops an import."""

from tito.errors import TitoError


class RosterError(TitoError):
    """A roster cannot be imported as it is; nothing was written."""
