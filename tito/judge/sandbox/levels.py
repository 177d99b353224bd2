"""How strongly a submission is kept in."""

from typing import Literal

Level = Literal["namespaces", "pod", "none"]

NAMESPACES: Level = "namespaces"
POD: Level = "pod"
NONE: Level = "none"
LEVELS: tuple[Level, ...] = (NAMESPACES, POD, NONE)  # strongest first

VARIABLE = "TITO_SANDBOX"
"""Outside, "pod" declares that the container around us is the sandbox; inside, it names the level in force."""

READABLE = "TITO_READABLE"
"""Inside, at level "pod": the paths that may be read."""


def at_least(level: str, minimum: str) -> bool:
    """Whether a level is as strong as another, or stronger."""
    return LEVELS.index(level) <= LEVELS.index(minimum)  # type: ignore[arg-type]
