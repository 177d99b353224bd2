"""A busy machine beside a run, to see whether it moves a mark."""

import subprocess
import sys
from types import TracebackType

_BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: sum(range(100_000))"


class Contention:
    """So many busy processes beside every run: the other runs, and where those are too few, some that only compute.

    The latter end with this block, or with this process.
    """

    def __init__(self, count: int, at_once: int) -> None:
        """`count` processes beside each run, `at_once` of which there are while enough are left."""
        self._count, self._at_once = count, at_once
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Contention":
        return self

    def fill(self, left: int) -> None:
        """Begin, or go on, with so many runs left."""
        others = min(left, self._at_once) - 1
        while left and others + len(self._started) < self._count:
            self._started.append(subprocess.Popen([sys.executable, "-c", _BUSY]))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for process in self._started:
            process.kill()
        for process in self._started:
            process.wait()
