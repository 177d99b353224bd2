"""CPU seconds of everything that a command starts, whether or not anybody waits for it, and its memory. Linux only."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")
_GROUPS = (
    (Path("/sys/fs/cgroup/cpuacct"), "cpuacct.usage"),
    (Path("/sys/fs/cgroup/cpu,cpuacct"), "cpuacct.usage"),
    (Path("/sys/fs/cgroup"), "cpu.stat"),
)
_LOOK = 0.02
_LABELS = {
    "student.zygote": "student zygote", "court.zygote": "court zygote", "bwrap": "bwrap",
    "spawn_main": "worker", "resource_tracker": "tracker", "ipykernel": "kernel",
}  # fmt: skip


@dataclass(frozen=True)
class Process:
    """One process as the system knows it; number and start time together name it for ever."""

    pid: int
    parent: int
    started: int
    ticks: int
    command: str

    @property
    def key(self) -> tuple[int, int]:
        return self.pid, self.started

    @property
    def resident(self) -> float:
        """Resident memory in MiB; 0 once it has ended."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        return 0.0


def process(pid: int) -> Process | None:
    """A process that is there, zombies left out."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
    if fields[0] in "ZX":
        return None
    return Process(pid, int(fields[1]), int(fields[19]), int(fields[11]) + int(fields[12]), line)


def tree(root: int) -> list[Process]:
    """A process and all that descend from it, the root first."""
    everybody = [process(int(p.name)) for p in Path("/proc").iterdir() if p.name.isdigit()]
    below: dict[int, list[Process]] = {}
    for one in filter(None, everybody):
        below.setdefault(one.parent, []).append(one)
    found = [one for one in everybody if one and one.pid == root]
    for one in found:
        found += below.get(one.pid, [])
    return found


def labels(found: Sequence[Process]) -> dict[tuple[int, int], str]:
    """What each process of a tree is for, by its command; one that never ran a command of its own is a fork."""
    by_pid = {one.pid: one for one in found}
    named = {}
    for place, one in enumerate(found):
        name = next((label for text, label in _LABELS.items() if text in one.command), "other")
        above = by_pid.get(one.parent)
        fork = " fork" if place and above and above.command == one.command else ""
        named[one.key] = f"{name}{fork}" if place else "parent"
    return named


class Meter:
    """Counts what is started through it within a `with` block.

    Attributes:
        how: in words, what the seconds were read from.
        seconds: CPU seconds, once the block is left.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._group, self._file = _group()
        self._seen: dict[tuple[int, int], int] = {}
        self._roots: list[int] = []
        self._left = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        what = f"a cgroup of its own ({self._file})" if self._group else "/proc, looked at 50 times a second"
        self.how = what if self._group else f"{what}: what lives shorter is missed"

    def __enter__(self) -> "Meter":
        if not self._group:
            self._watch.start()
        return self

    def start(self, command: Sequence[str], **options: Any) -> "subprocess.Popen[str]":
        """Start a command that is counted with all that descends from it."""
        started = subprocess.Popen(command, preexec_fn=self._join, text=True, **options)
        self._roots.append(started.pid)
        return started

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.seconds = self.read()
        self._left.set()
        if self._group:
            _remove(self._group)
        else:
            self._watch.join()

    def read(self) -> float:
        """CPU seconds so far."""
        if not self._group:
            return sum(self._seen.values()) / _TICKS
        text = (self._group / self._file).read_text()
        return int(text) / 1e9 if self._file == "cpuacct.usage" else int(text.split()[1]) / 1e6

    def _join(self) -> None:
        if self._group:
            (self._group / "cgroup.procs").write_text(str(os.getpid()))

    def _look(self) -> None:
        while not self._left.wait(_LOOK):
            for root in list(self._roots):
                for one in tree(root):
                    self._seen[one.key] = max(one.ticks, self._seen.get(one.key, 0))


def _group() -> tuple[Path | None, str]:
    """A new control group that counts CPU time, or None where none may be made."""
    for parent, file in _GROUPS:
        if (parent / file).is_file():
            path = parent / f"tito-{os.getpid()}-{time.monotonic_ns()}"
            with contextlib.suppress(OSError):
                path.mkdir()
                return path, file
    return None, ""


def _remove(group: Path) -> None:
    """Take a group away once the last process in it has gone; what stays longer stays in it."""
    for _ in range(50):
        with contextlib.suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.1)


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes beside, each of which keeps one core busy."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
