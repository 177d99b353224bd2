"""What of this machine a sandbox shows: a system to run Python on, read-only, and nothing of the course."""

import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import tito

_SYSTEM = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32")
_ETC = ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types", "timezone")
_OF_PYTHON = ("bin", "etc", "include", "lib", "lib64", "pyvenv.cfg", "share")  # not what else lies in that folder
_COURSE_FILES = ("course.toml", "nbgrader_config.py", "gradebook.db")


def system() -> list[Path]:
    """Folders of the operating system."""
    return _there(Path("/", name) for name in _SYSTEM)


def settings() -> list[Path]:
    """The few files of /etc that programs need to start."""
    return _there(Path("/etc", name) for name in _ETC)


@cache
def python() -> tuple[Path, ...]:
    """This interpreter, what it imports, and this package: each at its own path."""
    shown = system()
    parts = [Path(prefix, name) for prefix in _prefixes() for name in _OF_PYTHON]
    found: list[Path] = []
    for path in (*_there(parts), *_links(interpreter()), package()):
        if not _within(path, (*shown, *found)):
            found.append(path)
    return tuple(found)


def interpreter() -> Path:
    """This interpreter's path."""
    return _plain(sys.executable)


def _plain(path: str) -> Path:
    """Without `..`: whoever was started as `../.venv/bin/python` has that in its own path, and no mount can."""
    found = Path(path)
    return found.parent.resolve() / found.name if ".." in found.parts else found


def package() -> Path:
    """The folder of this package."""
    assert tito.__file__ is not None
    return Path(tito.__file__).absolute().parent


def _prefixes() -> list[Path]:
    prefixes = (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix)
    return list(dict.fromkeys(map(_plain, prefixes)))


def _links(executable: Path) -> list[Path]:
    """An interpreter that is a link, to a link perhaps: each on the way has to be there too."""
    hops = [executable]
    while hops[-1].is_symlink() and len(hops) < 40:
        hops.append(hops[-1].parent / hops[-1].readlink())
    return hops


def _there(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]


def _within(path: Path, folders: Iterable[Path]) -> bool:
    return any(path == folder or folder in path.parents for folder in folders)


def courses(start: Path | None = None) -> list[Path]:
    """The course that a folder lies in, and the one that this package was checked out with: never to be seen."""
    here = Path.cwd() if start is None else start
    candidates = (here, *here.parents, package().parent)
    return [folder for folder in candidates if any((folder / name).exists() for name in _COURSE_FILES)]


def masked(hidden: Iterable[Path], shown: Sequence[Path]) -> list[Path]:
    """Those of the hidden folders that lie in something shown, and so must be covered; by their real paths.

    >>> masked([Path("/usr/local/course"), Path("/srv/course")], [Path("/usr")])
    [PosixPath('/usr/local/course')]
    """
    real = [path.resolve() for path in shown]
    return [folder for folder in map(Path.resolve, hidden) if folder.is_dir() and _within(folder, real)]


def again(covered: Sequence[Path], shown: Sequence[Path]) -> list[Path]:
    """Those of the shown paths that lie in a covered folder, and so must be shown anew on top of it."""
    return [path for path in shown if any(folder in path.resolve().parents for folder in covered)]
