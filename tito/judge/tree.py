"""A process and everything below it: CPU seconds and memory, as the system counts them. Linux only."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tito.judge.cpu import seconds_of

_PAGE = os.sysconf("SC_PAGE_SIZE")


def below(pid: int) -> Iterator[int]:
    """The process and its descendants."""
    yield pid
    for child in children(pid):
        yield from below(child)


def children(pid: int) -> list[int]:
    """What a process has started and not waited for; each of its threads lists its own."""
    found: list[int] = []
    for thread in _threads(pid):
        with contextlib.suppress(OSError, ValueError):
            found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    return found


def _threads(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - a path for each would cost more than the list
    return []


def is_below(pid: int, top: int) -> bool:
    """Whether a process is a descendant of another, or that process."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        while pid > 1:
            if pid == top:
                return True
            pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    return False


def seconds(pid: int) -> float:
    """CPU seconds of a process and its descendants, those that it waited for included."""
    return sum(seconds_of(one) for one in below(pid))


def precise_seconds(pid: int) -> float:
    """The same to the nanosecond, as far as the processes still live; dear, so for the end of a run."""
    return sum(_nanoseconds(one) / 1e9 + seconds_of(one, waited_for_only=True) for one in below(pid))


def _nanoseconds(pid: int) -> int:
    total = 0
    for thread in _threads(pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            total += int(Path(f"/proc/{pid}/task/{thread}/schedstat").read_text().split()[0])
    return total


def holds_more(pid: int, mib: int) -> bool:
    """Whether a process and its descendants hold more memory, with what they share counted once for all."""
    if sum(map(_resident, below(pid))) < mib << 20:
        return False  # spares the exact count, which walks page tables
    return sum(map(_own, below(pid))) > mib << 10


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return 0


def _own(pid: int) -> int:
    """KiB, with a page that n processes share counted as 1/n."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
