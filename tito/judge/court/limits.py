"""How much one test may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caps:
    """Caps on one conversation, beside those of the wire."""

    operations: int = 1_000_000
    handles: int = 100_000  # objects held at once
    classes: int = 1_000
