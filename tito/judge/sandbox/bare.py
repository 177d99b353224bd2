"""Without namespaces: a private folder on disk, a session of its own, and somebody who clears up afterwards."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tito.judge.sandbox import landlock, linux
from tito.judge.sandbox.levels import READABLE

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx", "/dev/pts")
_LINUX = sys.platform == "linux"


def end_with_parent() -> None:
    """Have the kernel end this process when the thread that started it is gone."""
    if _LINUX:
        parent = os.getppid()
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def own_folder(owner: int) -> str:
    """A new private folder."""
    room = tempfile.mkdtemp(prefix="room-")
    if owner != os.getuid():
        os.chown(room, owner, owner)
    return room


def own_session(owner: int) -> str:
    """Fork: the caller stays to clear up, and what returns is the first process of a session of its own."""
    room = own_folder(owner)
    _adopt()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid:
        _clear_up(pid, room)
    os.setsid()
    _adopt()
    return room


def _adopt() -> None:
    """Become the parent of those below whose own parent ends: a daemon can be found then."""
    if _LINUX:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)


def _clear_up(pid: int, room: str) -> None:
    """Wait for the submission's first process, end all that it left behind, remove its folder; does not return."""

    def end(*_: int | FrameType | None) -> None:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)

    try:
        signal.signal(signal.SIGTERM, end)
        if _LINUX:
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        end_descendants()
        shutil.rmtree(room, ignore_errors=True)
    finally:
        os._exit(0)  # whatever happens: this process must not go on as if it were the submission


def end_descendants() -> None:
    """End every process that comes of this one, which adopts those whose parents have ended.

    They are stopped first, so that none can start another while the list is made.
    """
    while below := descendants(os.getpid()):
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in below:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def descendants(pid: int) -> set[int]:
    """All living processes that come of a process, itself left out."""
    parents = dict(filter(None, (_parent(entry) for entry in Path("/proc").glob("[0-9]*"))))
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def _parent(entry: Path) -> tuple[int, int] | None:
    """(process, its parent), unless it has ended and only waits to be noticed."""
    try:
        state, parent = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else (int(entry.name), int(parent))


def open_to_all() -> bool:
    """Whether everybody on this machine may reach this Python."""
    return all(_open_to_all(Path(folder)) for folder in {sys.prefix, sys.base_prefix})


def _open_to_all(folder: Path) -> bool:
    try:
        return all(step.stat().st_mode & 0o001 for step in (folder.resolve(), *folder.resolve().parents))
    except OSError:
        return False


def keep_to(room: str) -> None:
    """With Landlock: read the system and Python, write in the private folder, and nothing else."""
    paths = [Path(text) for text in os.environ.get(READABLE, "").split(os.pathsep) if text]
    landlock.restrict([*paths, Path("/proc"), Path("/dev")], [Path(room), *map(Path, _DEVICES)])
