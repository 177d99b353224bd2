"""The code that decides marks: what was run by other code has to be run again."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import tito

_ENGINE = ("nbgrader", "nbclient", "ipykernel", "ipython", "numpy")
_ROOMS = ("judge", "plugins", "checks")


@cache
def engine() -> str:
    """Hashes of the grading code and the versions of what it stands on; they do not change while this process runs."""
    files = (path for room in _ROOMS for path in sorted((_here() / room).rglob("*.py")))
    return _hashes(files) + "".join(version(name) for name in _ENGINE)


@cache
def modules(*names: str) -> str:
    """Hashes of other files of this package, by their paths in it."""
    return _hashes(_here() / name for name in names)


def _here() -> Path:
    return Path(tito.__file__).parent


def _hashes(paths: Iterable[Path]) -> str:
    return "".join(sha256(path.read_bytes()).hexdigest() for path in paths)
