"""Limits that the kernel keeps for a process and, each for itself, for all that come of it."""

import contextlib
import errno
import os
import resource
from pathlib import Path
from typing import TypedDict

_MIB = 1 << 20
_STACK = 8 * _MIB
_FILES = 256  # open at once


class Limits(TypedDict):
    """What a submission may use.

    Attributes:
        memory_mib: MiB of addresses of each process, beyond what it has now.
        processes: processes and threads at once.
        file_mib: MiB of one file, and of each private folder.
        seconds: CPU seconds of each process; only a backstop.
    """

    memory_mib: int
    processes: int
    file_mib: int
    seconds: int


def limit(limits: Limits) -> None:
    """Put all but the number of processes in force."""
    wanted = {
        resource.RLIMIT_CORE: 1,  # byte: with 0 a program that the kernel hands dumps to would still be run
        resource.RLIMIT_AS: _addresses() + limits["memory_mib"] * _MIB,
        resource.RLIMIT_FSIZE: limits["file_mib"] * _MIB,
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_STACK: _STACK,
        resource.RLIMIT_CPU: limits["seconds"],
    }
    for which, value in wanted.items():
        _set(which, value)


def limit_processes(limits: Limits, counted: bool) -> None:
    """Put the number of processes in force.

    Args:
        counted: whether the user's processes are counted for this submission alone. Otherwise the kernel counts
            all of the user's, wherever they run, and the limit is set above what it counts now.
    """
    if counted:
        _set(resource.RLIMIT_NPROC, limits["processes"])
    else:
        _limit_shared(limits["processes"])


def _set(which: int, value: int) -> None:
    """Both limits; never above what is allowed already."""
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # systems other than Linux refuse some
        resource.setrlimit(which, (value, value))


def _addresses() -> int:
    """Bytes of addresses that this process has, code and libraries included."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _limit_shared(processes: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    value = _visible() + processes
    while True:
        resource.setrlimit(resource.RLIMIT_NPROC, (value if hard < 0 else min(value, hard), hard))
        if _can_fork() or 0 <= hard <= value:
            break
        value *= 2
    _set(resource.RLIMIT_NPROC, value)


def _visible() -> int:
    """Processes of this user that can be seen from here."""
    mine = os.getuid()
    count = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            count += entry.stat().st_uid == mine
    return count


def _can_fork() -> bool:
    try:
        pid = os.fork()
    except OSError as error:
        if error.errno != errno.EAGAIN:
            raise
        return False
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True
