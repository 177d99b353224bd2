"""The two processes of a worker from which those of each submission are forked, kept running."""

import contextlib
import fcntl
import os
import socket
from collections.abc import Sequence
from subprocess import Popen, TimeoutExpired
from types import TracebackType
from typing import Any

from tito.judge import sandbox
from tito.judge.channel import Channel, Closed

STUDENT = "tito.judge.student.zygote"
COURT = "tito.judge.court.zygote"
_START_SECONDS = 120  # on a machine that is busy with other things
_FAREWELL = 5


class EngineLost(Exception):
    """A process of the engine's own is gone; what was running must be run again."""


class Zygote:
    """One such process, started when it is first needed, and again when it is gone."""

    def __init__(self, module: str, **variables: str) -> None:
        self._module, self._variables = module, variables
        self._process: Popen | None = None
        self._channel: Channel | None = None
        self._log: int | None = None

    def fork(self, message: Any, descriptors: Sequence[int]) -> None:
        """Have a process forked, which gets the message and the descriptors.

        Raises:
            EngineLost: the zygote is gone; the next call starts another.
        """
        if self._channel is None or self._process is None or self._process.poll() is not None:
            self._start()
        try:
            self._channel.send(message, descriptors)
        except Closed as error:
            self.close()
            raise EngineLost(f"{self._module} is gone") from error

    def _start(self) -> None:
        self.close()
        here, there = socket.socketpair()
        self._log = memory_file("log")
        with there:
            self._process = sandbox.start(self._module, [there.fileno()], variables=self._variables, stderr=self._log)
        here.settimeout(_START_SECONDS)
        self._channel = Channel(here)
        try:
            ready = here.recv(1)
        except OSError:
            ready = b""
        if ready != b"r":
            said = self._said()
            self.close()
            raise EngineLost(f"{self._module} did not start ({said})")
        here.setblocking(True)

    def _said(self) -> str:
        """The last line that the process left on its standard error."""
        text = os.pread(self._log, 1 << 16, 0).decode("utf-8", "replace") if self._log is not None else ""
        return (text.strip().splitlines() or ["it says nothing"])[-1][:300]

    def close(self) -> None:
        """End the process and everything that it forked."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            with contextlib.suppress(TimeoutExpired):
                self._process.wait(_FAREWELL)
            self._process = None
        if self._log is not None:
            os.close(self._log)
            self._log = None


class Pair:
    """Two connected sockets: ours stays here, theirs goes to another process."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # the system says who sends

    def __enter__(self) -> "Pair":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.theirs.close()
        if error is not None:
            self.ours.close()


def memory_file(name: str, data: bytes = b"", append: bool = False) -> int:
    """A descriptor of a file that only memory holds."""
    descriptor = os.memfd_create(name)
    if data:
        os.write(descriptor, data)
    if append:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
    return descriptor
