"""A process and everything below it: CPU seconds and memory, as the system counts them. Linux only."""

import contextlib
import os
from collections.abc import Iterator

from tito.judge import proc
from tito.judge.cpu import seconds_of

_PAGE = os.sysconf("SC_PAGE_SIZE")


def below(pid: int) -> Iterator[int]:
    """The process and its descendants."""
    yield pid
    for child in children(pid):
        yield from below(child)


def children(pid: int) -> list[int]:
    """What a process has started and not waited for; each of its threads lists its own."""
    return [int(child) for thread in _threads(pid) for child in proc.said(f"{pid}/task/{thread}/children").split()]


def _threads(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - a path for each would cost more than the list
    return []


def is_below(pid: int, top: int) -> bool:
    """Whether a process is a descendant of another, or that process."""
    while pid > 1 and pid != top:
        fields = proc.stat(pid)
        pid = int(fields[1]) if fields else 0
    return 1 < pid == top


def seconds(pid: int) -> float:
    """CPU seconds of a process and its descendants, those that it waited for included."""
    return sum(seconds_of(one) for one in below(pid))


def precise_seconds(pid: int) -> float:
    """The same to the nanosecond, as far as the processes still live; dear, so for the end of a run."""
    return sum(_nanoseconds(one) / 1e9 + seconds_of(one, waited_for_only=True) for one in below(pid))


def _nanoseconds(pid: int) -> int:
    said = (proc.said(f"{pid}/task/{thread}/schedstat") for thread in _threads(pid))
    return sum(int(one.split()[0]) for one in said if one)


def holds_more(pid: int, mib: int) -> bool:
    """Whether a process and its descendants hold more memory, with what they share counted once for all."""
    if sum(map(_resident, below(pid))) < mib << 20:
        return False  # spares the exact count, which walks page tables
    return sum(map(_own, below(pid))) > mib << 10


def _resident(pid: int) -> int:
    said = proc.said(f"{pid}/statm").split()
    return int(said[1]) * _PAGE if said else 0


def _own(pid: int) -> int:
    """KiB, with a page that n processes share counted as 1/n."""
    lines = proc.said(f"{pid}/smaps_rollup").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(b"Pss:")), 0)
