"""What can go wrong with the sandbox."""

from tito.errors import TitoError


class SandboxError(TitoError):
    """The sandbox cannot be had here, or is weaker than the course demands."""
