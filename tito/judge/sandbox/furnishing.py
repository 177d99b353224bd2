"""The private folders of a submission, as mounts of its own, and the little that lies in them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tito.judge.sandbox import linux
from tito.judge.sandbox.layout import HOSTNAME, ROOM, SHM, SHM_MIB, TMP

_FLAGS = linux.MS_NOSUID | linux.MS_NODEV
_MOST_FILES = 16_384  # in one folder; each takes memory of the kernel's


@dataclass(frozen=True)
class Furniture:
    """What is the same for every submission.

    Attributes:
        fonts: matplotlib's lists of fonts.
        beneath: mounts below /tmp, which a new /tmp would hide: Python's own, where it is installed there.
    """

    fonts: tuple[tuple[str, bytes], ...]
    beneath: tuple[str, ...]


def gathered() -> Furniture:
    """Look around, in the process from which submissions are forked."""
    folder = Path(os.environ.get("MPLCONFIGDIR", "/nonexistent"))
    fonts = tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("fontlist-*.json")))
    return Furniture(fonts, tuple(_mounts_below(TMP)))


def _mounts_below(folder: str) -> list[str]:
    try:
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return []
    points = [line.split()[4].replace("\\040", " ") for line in lines]
    return [
        point for point in points if point.startswith(f"{folder}/") and not point.startswith(f"{folder}/matplotlib/")
    ]


def keep_mounts_apart() -> None:
    """What is mounted in a copy of this mount namespace shall show in no other; needs CAP_SYS_ADMIN."""
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)


def own_folders(mib: int, furniture: Furniture, owner: int) -> None:
    """New, empty folders in memory for this mount namespace; needs CAP_SYS_ADMIN."""
    with _kept(furniture.beneath) as kept:
        _folder(TMP, mib, "mode=1777")
        for descriptor, point in kept:
            _bind(descriptor, point)
    _folder(SHM, min(mib, SHM_MIB), "mode=1777")
    _folder(ROOM, mib, f"mode=700,uid={owner},gid={owner}")


def _folder(path: str, mib: int, options: str) -> None:
    linux.mount("tmpfs", path, "tmpfs", _FLAGS, f"size={mib}m,nr_inodes={_MOST_FILES},{options}")


@contextmanager
def _kept(points: tuple[str, ...]) -> Iterator[list[tuple[int, str]]]:
    """Descriptors of mounts that are about to be hidden."""
    kept = [(os.open(point, os.O_PATH | os.O_CLOEXEC), point) for point in points]
    try:
        yield kept
    finally:
        for descriptor, _ in kept:
            os.close(descriptor)


def _bind(descriptor: int, point: str) -> None:
    source, target = f"/proc/self/fd/{descriptor}", Path(point)
    target.parent.mkdir(parents=True, exist_ok=True)
    if Path(source).is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    linux.mount(source, point, None, linux.MS_BIND)  # read-only, as what it is taken from


def own_processes() -> None:
    """A /proc that shows this PID namespace alone, and a name for the machine."""
    linux.mount("proc", "/proc", "proc", _FLAGS | linux.MS_NOEXEC)
    linux.sethostname(HOSTNAME)


def furnish(room: str, furniture: Furniture) -> None:
    """Make the folders that programs expect, and go to the working directory."""
    tmp = TMP if room == ROOM else f"{room}/tmp"
    for folder in (f"{room}/home", f"{room}/work", f"{tmp}/matplotlib"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    for name, data in furniture.fonts:
        Path(tmp, "matplotlib", name).write_bytes(data)
    os.environ.update(HOME=f"{room}/home", TMPDIR=tmp, MPLCONFIGDIR=f"{tmp}/matplotlib", IPYTHONDIR=f"{tmp}/ipython")
    tempfile.tempdir = None
    os.chdir(f"{room}/work")
