"""What a submission may still use, and who is ended for using more.

Asking the system what a tree of processes has used costs as much as most cells, so it is asked only of what takes long.
"""

import time
from collections.abc import Callable

from tito.judge import tree
from tito.judge.job import Limits

FIRST_LOOK, LOOK = 0.25, 0.1
"""Seconds until the first look at what a cell uses, and between two looks."""
GRACE = 2.0
"""CPU seconds from the interrupt to the end."""
_FRESH = 0.2  # seconds for which a reading will do; less than what is looked at


class Stopped(Exception):
    """We ended a process that runs the student's code; the text says why."""


class Budget:
    """A submission's time: CPU seconds of its processes and of the court's, and wall time as a backstop."""

    def __init__(self, limits: Limits, pid: int) -> None:
        self._limits, self._pid = limits, pid
        self._began = self._read_at = time.monotonic()
        self._before = self._used = tree.seconds(pid)
        self._court = 0.0

    def charge(self, seconds: float) -> None:
        """Count what the court has used."""
        self._court += seconds

    def seconds(self) -> float:
        """CPU seconds that the next cell may take; 0 when there are none."""
        now, limits = time.monotonic(), self._limits
        if now - self._read_at > _FRESH:
            self._used, self._read_at = tree.seconds(self._pid), now
        left = limits.notebook_seconds - (self._used - self._before) - self._court
        wall = limits.notebook_seconds * limits.wall_factor - (now - self._began)
        return max(0.0, min(limits.cell_seconds, left, wall))


class Watch:
    """CPU time of a process since it was first looked at, and wall time since the watch began."""

    def __init__(self, pid: int, seconds: float, factor: float) -> None:
        self._pid, self._seconds, self._factor = pid, seconds, factor
        self._began = time.monotonic()
        self._before: float | None = None
        self._warned = False

    def look(self, what: str, interrupt: Callable[[str], None] | None, end: Callable[[int], None]) -> None:
        """Interrupt the process once it has used up its time, and end it when it goes on.

        Raises:
            Stopped: it was ended.
        """
        total = tree.seconds(self._pid)
        if self._before is None:
            self._before = total - FIRST_LOOK
        used, waited = total - self._before, time.monotonic() - self._began
        sentence = self._too_long(what, used, waited, 0.0)
        if sentence and interrupt is not None and not self._warned:
            self._warned = True
            interrupt(sentence)
        elif sentence and (interrupt is None or self._too_long(what, used, waited, GRACE)):
            end(self._pid)
            raise Stopped(sentence)

    def _too_long(self, what: str, used: float, waited: float, grace: float) -> str | None:
        if used > self._seconds + grace:
            return f"{what} computed for more than {self._seconds:g} s"
        if waited > (self._seconds + grace) * self._factor:
            return f"{what} waited longer than it may"
        return None
