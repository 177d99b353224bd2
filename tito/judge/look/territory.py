"""Where code and files lie: what is the student's, and which files an honest cell, or a library for it, may touch."""

import builtins
import os
import re
import site
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from posixpath import abspath, realpath

__builtins__ = vars(builtins).copy()  # what a cell does to the interpreter's own leaves the functions below alone

_CELL = re.compile(r"/ipykernel_\d+/\d+\.py$|^<ipython-input-(\d+)-|^(?:Cell )?In\[(\d+)\]$")
_SYSTEM = (
    "/usr/share/", "/usr/local/share/", "/usr/lib/", "/usr/local/lib/", "/lib/", "/lib64/", "/dev/null",
    "/dev/urandom", "/dev/random", "/dev/shm/", "/dev/tty", "/dev/pts/", "/dev/ptmx", "/dev/fd/",
    "/tmp", "/var/tmp", "/var/cache/fontconfig/", "/etc/fonts/",
    "/etc/localtime", "/etc/timezone", "/etc/mime.types", "/etc/os-release", "/etc/lsb-release", "/etc/ssl/",
    "/etc/debian_version", "/etc/matplotlibrc", "/etc/ipython/", "/etc/jupyter/",
)  # fmt: skip
_FOR_LIBRARIES = ("/proc/self/", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/sys/", "/etc/")
_PYTHON = (".py", ".pyc", ".so", ".pyi", ".pth")


class Territory:
    """The places of one process; the work folder is where it stands when a cell begins."""

    def __init__(self) -> None:
        own = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()]
        homes = [tempfile.gettempdir(), os.environ.get("HOME", ""), site.getusersitepackages()]
        self._free = (*_SYSTEM, *_folders([*own, *homes]))
        self._code = _folders(sys.path)
        self._work: str | None = None

    def stand(self) -> None:
        """Take the working folder as the notebook's."""
        if self._work is None:
            self._work = _folder(realpath("."))

    def theirs(self, filename: str) -> bool:
        """Whether code of this file name is a cell, or a module beside the notebook."""
        if _CELL.search(filename):
            return True
        return self._work is not None and filename.startswith(self._work) and "/site-packages/" not in filename

    def outside(self, path: str, by_library: bool) -> bool:
        """Whether a path is none that an honest cell touches, by itself or through a library that does as it likes."""
        if path.startswith(self._free) and ".." not in path:
            return False
        full = abspath(path)
        if full.startswith(self._free) or (self._work and _folder(full).startswith(self._work)):
            return False
        if full.startswith(self._code) and full.endswith(_PYTHON):
            return False
        if by_library and _folder(full).startswith((*_FOR_LIBRARIES, *_folders(sys.path))):
            return False  # an import looks through these
        return _folder(full) not in self._free


def cell_number(filename: str) -> int | None:
    """The number of a cell by the file name of its code; IPython knows it where the name does not say."""
    found = _CELL.search(filename)
    said = found and (found.group(1) or found.group(2))
    if said:
        return int(said)
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    label = shell.compile.format_code_name(filename) if found and shell is not None else None
    numbers = re.findall(r"\[(\d+)\]", label[1]) if label else []
    return int(numbers[0]) if numbers else None


def _folder(path: str) -> str:
    return path.rstrip("/") + "/"


def _folders(paths: Iterable[str]) -> tuple[str, ...]:
    """Folders as prefixes of what lies in them; the root and nothing are none."""
    return tuple(_folder(path) for path in paths if path.strip("/"))
