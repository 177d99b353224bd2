"""What the audit refuses."""

from tito.errors import TitoError


class AuditError(TitoError):
    """An assignment cannot be audited as things stand."""
