"""What a submission finds around it while it is graded: its own files, the right `tinytorch`, and nothing else."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tito import package
from tito.course import Course
from tito.stack import VARIABLE

_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "OPENBLAS_CORETYPE", "SYSTEMROOT", "VIRTUAL_ENV")
_NOT_COPIED = ("*.ipynb", "timestamp.txt", ".ipynb_checkpoints", "__pycache__")


@dataclass(frozen=True)
class Surroundings:
    """A working folder, and the environment variables that go with it."""

    folder: Path
    environment: dict[str, str]


def collected(course: Course, student: str, modules: list[str]) -> dict[str, Path]:
    """Module id -> the student's collected notebook, for those that were handed in as a real file."""
    paths = {m: course.root / "submitted" / student / m / f"{m}.ipynb" for m in modules}
    return {m: p for m, p in paths.items() if p.is_file() and not p.is_symlink() and not p.parent.is_symlink()}


@contextlib.contextmanager
def surroundings(stack: Mapping[str, str] | None, files: Mapping[str, bytes], seed: int) -> Iterator[Surroundings]:
    """A private folder for one run, gone afterwards.

    Args:
        stack: the package to find beneath the notebook, path to text; None leaves imports alone.
        files: what lies beside the notebook, by relative path.
        seed: the run's seed, which `tito.checks` reads.
    """
    with tempfile.TemporaryDirectory(prefix="tito-", ignore_cleanup_errors=True) as name:
        root = Path(name)
        work, home = root / "work", root / "home"
        home.mkdir()
        work.mkdir()
        for path, data in files.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_bytes(data)
        try:
            yield Surroundings(work, _environment(home, _written(stack, root / "stack"), seed))
        finally:
            _end_leftovers(home)


def _end_leftovers(home: Path) -> None:
    """End what a submission started in a session of its own: such processes outlive their kernel.

    They are known by their environment, which names a folder that is this run's alone. Linux only.
    """
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


def beside(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of a submission's files that its notebook finds beside it."""
    return {path: data for path, data in files.items() if not any(map(_not_copied, path.split("/")))}


def _not_copied(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _NOT_COPIED)


def _written(stack: Mapping[str, str] | None, folder: Path) -> Path | None:
    if stack is None:
        return None
    package.write(stack, folder)
    return folder


def _environment(home: Path, stack: Path | None, seed: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {
        "HOME": str(home),
        "MPLCONFIGDIR": str(_matplotlib_folder(home)),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TITO_SEED": str(seed),
    }
    return kept | own | ({VARIABLE: str(stack)} if stack else {}) | {"PATH": _path()}


def _path() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _matplotlib_folder(home: Path) -> Path:
    """A private configuration folder with matplotlib's list of fonts, which takes seconds to make anew."""
    folder = home / "matplotlib"
    folder.mkdir()
    for fonts in _font_lists():
        shutil.copy(fonts, folder)
    return folder


def _font_lists() -> list[Path]:
    try:
        from matplotlib import font_manager, get_cachedir
    except ImportError:
        return []
    assert font_manager.fontManager  # importing it writes the list
    return sorted(Path(get_cachedir()).glob("fontlist-*.json"))
