"""The environment inside: made anew, so that nothing of ours is in it."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tito.judge.sandbox.binds import interpreter
from tito.judge.sandbox.layout import ROOM, TMP
from tito.judge.sandbox.levels import VARIABLE, Level

_KEPT = ("OPENBLAS_CORETYPE", "TZ")


def environment(level: Level, private: Path | None, further: Mapping[str, str]) -> dict[str, str]:
    """All variables of a process inside.

    Args:
        private: at the weaker levels, the folder for temporary files.
        further: what the caller adds.
    """
    tmp = str(private) if private else TMP
    made = {
        "PATH": os.pathsep.join((str(interpreter().parent), "/usr/local/bin", "/usr/bin", "/bin")),
        "HOME": f"{ROOM}/home" if private is None else tmp,
        "TMPDIR": tmp,
        "USER": "nobody",
        "LOGNAME": "nobody",
        "SHELL": "/bin/sh",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{tmp}/matplotlib",
        "IPYTHONDIR": f"{tmp}/ipython",
        "JUPYTER_PLATFORM_DIRS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        VARIABLE: level,
    }
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | made | dict(further)


@cache
def fonts() -> tuple[Path, ...]:
    """matplotlib's lists of fonts, which take seconds to make anew."""
    if found := _lists(_usual_folder()):  # importing matplotlib to ask it takes a fifth of a second in each worker
        return found
    try:
        from matplotlib import font_manager, get_cachedir
    except ImportError:
        return ()
    assert font_manager.fontManager  # importing it writes the list
    return _lists(Path(get_cachedir()))


def _usual_folder() -> Path:
    """Where matplotlib keeps what it has made, unless it cannot write there."""
    above = os.environ.get("XDG_CACHE_HOME") or f"{os.environ.get('HOME', '')}/.cache"
    return Path(os.environ.get("MPLCONFIGDIR") or f"{above}/matplotlib")


def _lists(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("fontlist-*.json")))
