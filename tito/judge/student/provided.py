"""What locked cells define stays as they defined it: a test that calls a helper of the notebook calls that helper."""

from collections.abc import Sequence
from typing import Any


class Provided:
    """The functions and classes of locked cells, as they were when their cell had run."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._kept: dict[str, Any] = {}

    def note(self, names: Sequence[str]) -> None:
        """Remember what a locked cell has just defined."""
        self._kept |= {name: self._namespace[name] for name in names if name in self._namespace}

    def put_back(self) -> list[str]:
        """Bind every provided name as it was; the names that had been bound to something else."""
        replaced = [name for name, value in self._kept.items() if self._namespace.get(name) is not value]
        self._namespace.update(self._kept)
        return replaced
