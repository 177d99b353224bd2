"""What a process does to itself inside: each submission, and each court, gets a sandbox within the sandbox.

    prepare()                        once, in the process from which submissions are forked
    room = isolate(limits)           in each fork: what returns is another process, the first of a new namespace

Nothing here runs or reads anything of a student's.
"""

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from tito.judge.sandbox import bare, furnishing, linux
from tito.judge.sandbox.filters import COURT, KERNEL, STUDENT, Filter
from tito.judge.sandbox.layout import NOBODY, ROOM
from tito.judge.sandbox.levels import NAMESPACES, NONE, POD, VARIABLE
from tito.judge.sandbox.limiting import Limits, limit, limit_processes
from tito.judge.sandbox.pids import send_pid

_NEW = linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS


@dataclass(frozen=True)
class _Prepared:
    """What is the same for every fork.

    Attributes:
        user: who a fork will be: nobody, or itself where there is nobody else in this user namespace.
        processes: a descriptor of this PID namespace, at level "namespaces".
    """

    level: str
    filter: Filter | None
    last_capability: int
    furniture: furnishing.Furniture
    user: int
    processes: int | None


_prepared: _Prepared | None = None


def prepare(court: bool = False, kernel: bool = False) -> None:
    """Make ready what every fork needs, and keep this process from being looked into. Call it before forking.

    Args:
        court: what is forked holds tests.
        kernel: what is forked runs a Jupyter kernel, in a network namespace that it shares with nobody.
    """
    global _prepared
    level = os.environ.get(VARIABLE, NONE)
    processes = None
    if level == NAMESPACES:
        furnishing.keep_mounts_apart()
        processes = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    else:
        bare.end_with_parent()
    screen = None if level == NONE else Filter(COURT if court else KERNEL if kernel else STUDENT)
    _prepared = _Prepared(level, screen, _last_capability(), furnishing.gathered(), _future_user(level), processes)
    if level != NONE:
        linux.prctl(linux.PR_SET_DUMPABLE, 0)


def fork() -> int:
    """As os.fork, for a child that calls `isolate` next: the child is then first in its PID namespace from the start.

    It saves the second fork that `isolate` needs otherwise.
    """
    prepared = _ready()
    if prepared.processes is None:
        return os.fork()
    linux.unshare(linux.CLONE_NEWPID)
    pid = None
    try:
        pid = os.fork()
    finally:
        if pid != 0:
            linux.join(prepared.processes, linux.CLONE_NEWPID)
    return pid


def isolate(limits: Limits) -> str:
    """Go into a sandbox of its own, for good. For a process forked from the one that called `prepare`.

    What returns is the first process of a new PID namespace, with whose end every process of the submission ends, and
    which those that it starts cannot kill, trace or read. Unless `fork` made the caller that process already, it
    forks once more, and the caller vanishes. At the weaker levels it forks as well, and the caller waits to clear up
    what the submission leaves behind.

    Returns:
        The submission's private folder, with the working directory `work` and the empty home in it.
    """
    prepared = _ready()
    walled = prepared.level == NAMESPACES
    room = _own_namespaces(limits, prepared) if walled else bare.own_session(prepared.user)
    counted = _become_nobody(prepared)
    furnishing.furnish(room, prepared.furniture)
    _ignore_signals()
    limit(limits)
    limit_processes(limits, counted)
    _lock(prepared, room)
    return room


def confine_court(limits: Limits) -> None:
    """Give up all but computing and the sockets that are open: for the process that holds the tests."""
    prepared = _ready()
    room = ROOM
    if prepared.level == NAMESPACES:
        _own_mounts(limits, prepared)
    else:
        room = bare.own_folder(prepared.user)
    _become_nobody(prepared)
    furnishing.furnish(room, prepared.furniture)
    limit(limits)
    _lock(prepared, room)


def _ready() -> _Prepared:
    if _prepared is None:
        prepare()
    assert _prepared is not None
    return _prepared


def _own_namespaces(limits: Limits, prepared: _Prepared) -> str:
    if os.getpid() != 1:
        linux.unshare(linux.CLONE_NEWPID)
        if os.fork():
            os._exit(0)
    _own_mounts(limits, prepared)
    furnishing.own_processes()
    return ROOM


def _own_mounts(limits: Limits, prepared: _Prepared) -> None:
    if prepared.processes is not None:
        os.close(prepared.processes)
    linux.unshare(_NEW)
    furnishing.own_folders(limits["file_mib"], prepared.furniture, prepared.user)


def _future_user(level: str) -> int:
    """Root becomes nobody, unless its "root" is an ordinary user by another name or nobody could not read Python."""
    if os.getuid() or not _known(NOBODY) or (level != NAMESPACES and not bare.open_to_all()):
        return os.getuid()
    return NOBODY


def _known(user: int) -> bool:
    """Whether a user exists in this user namespace."""
    with contextlib.suppress(OSError, ValueError):
        ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
        return any(int(first) <= user < int(first) + int(count) for first, _, count in ranges)
    return True


def _become_nobody(prepared: _Prepared) -> bool:
    """Give up the user and every capability.

    Returns:
        Whether the kernel counts this submission's processes by themselves, as it does in a user namespace.
    """
    if os.getuid() != prepared.user:
        os.setgroups([])
        os.setresgid(prepared.user, prepared.user, prepared.user)
        os.setresuid(prepared.user, prepared.user, prepared.user)
    counted = prepared.level == NAMESPACES and _own_user_namespace(prepared.user)
    if prepared.level != NONE:
        linux.drop_capabilities(prepared.last_capability)
    return counted


def _own_user_namespace(user: int) -> bool:
    """A user namespace in which this user is nobody, and alone; False where the kernel allows no more of them."""
    group = os.getgid()
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # or else its own entry in /proc belongs to root
    try:
        linux.unshare(linux.CLONE_NEWUSER)
    except OSError:
        return False
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{NOBODY} {user} 1")
    _write("/proc/self/gid_map", f"{NOBODY} {group} 1")
    return True


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    os.write(descriptor, text.encode())
    os.close(descriptor)


def _ignore_signals() -> None:
    """The first process of a namespace gets no signal from within but those that it handles: so it handles none."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _lock(prepared: _Prepared, room: str) -> None:
    """The last step: what is in force now is for good."""
    if prepared.level != NAMESPACES:
        bare.end_with_parent()
    if prepared.level == NONE:
        return
    linux.no_new_privileges()
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    if prepared.level == POD:
        bare.keep_to(room)
    if prepared.filter is not None:
        prepared.filter.load()


def _last_capability() -> int:
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    return 40


__all__ = ["Limits", "confine_court", "fork", "isolate", "prepare", "send_pid"]
