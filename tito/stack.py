"""Which `tinytorch` a notebook imports: the student's own, or the reference beneath the module being written.

Students import this; it needs the standard library alone.
"""

import importlib
import os
import sys
from pathlib import Path

VARIABLE = "TINYTORCH_PATH"
"""When set, the folder that holds `tinytorch/`: grading decides there what lies beneath a notebook."""

_PLACES = ("", "tinytorch_solutions")


def use_tinytorch(start: str | os.PathLike[str] | None = None) -> None:
    """Put the folder that holds `tinytorch/` first on the import path.

    The folder is the one named by the environment variable TINYTORCH_PATH, else the nearest folder at or above
    `start` (default: the working directory) that holds `tinytorch/`, else the course's `tinytorch_solutions/`.

    Raises:
        ImportError: there is no such folder.

    Example:
        >>> use_tinytorch()  # doctest: +SKIP
    """
    folder = _find(Path(start or Path.cwd()).resolve())
    if folder is None:
        raise ImportError(
            "There is no tinytorch/ in this folder or above it: finish and export the earlier modules first, "
            "or open the notebook inside your course folder."
        )
    if sys.path[:1] != [str(folder)]:
        sys.path[:] = [str(folder), *(entry for entry in sys.path if entry != str(folder))]
        importlib.invalidate_caches()


def _find(start: Path) -> Path | None:
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE]).resolve()
    for folder in (start, *start.parents):
        for place in _PLACES:
            if (folder / place / "tinytorch" / "__init__.py").is_file():
                return folder / place
    return None
