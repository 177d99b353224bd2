"""A limit of CPU time on a running process: a busy machine makes a process slow, and uses up none of its time."""

import contextlib
import os
import signal
from threading import Event, Thread
from types import TracebackType

from tito.judge import proc

_TICKS = os.sysconf("SC_CLK_TCK")
_LOOK = 0.1  # seconds between two looks
_GRACE = 2.0  # CPU seconds from the interrupt to the end


def seconds_of(pid: int, waited_for_only: bool = False) -> float:
    """CPU seconds that a process has used, with its ended children, or those alone; 0 when it is gone. Linux only."""
    ticks = proc.stat(pid)[13 if waited_for_only else 11 : 15]  # utime, stime, cutime, cstime
    return sum(map(int, ticks)) / _TICKS


class CpuLimit:
    """Interrupts a process that uses more CPU time than it may within a `with` block, and ends one that goes on.

    Attributes:
        exceeded: whether that happened.
        used: CPU seconds in the block, once it is left.
    """

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._left = Event()
        self._watch = Thread(target=self._look, daemon=True)
        self.exceeded = False
        self.used = 0.0

    def __enter__(self) -> "CpuLimit":
        self._began = seconds_of(self._pid)
        self._watch.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._left.set()
        self._watch.join()
        self.used = max(self.used, seconds_of(self._pid) - self._began)

    def _look(self) -> None:
        while not self._left.wait(_LOOK):
            self.used = max(self.used, seconds_of(self._pid) - self._began)
            if self.used > self._seconds and not self.exceeded:
                self.exceeded = True
                self._send(signal.SIGINT)
            if self.used > self._seconds + _GRACE:
                self._send(signal.SIGKILL)
                return

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, number)
