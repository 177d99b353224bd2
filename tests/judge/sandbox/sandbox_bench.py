"""Sandboxes for tests: text in, JSON out."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tito.judge.sandbox import NAMESPACES, probe, receive_pid, start
from tito.judge.sandbox.bare import descendants

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
INNER = HERE / "inner"
LIMITS = {"memory_mib": 200, "processes": 24, "file_mib": 4, "seconds": 60}
PATIENCE = 60


class Submission:
    """A text that runs in a sandbox of its own."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        sock.settimeout(PATIENCE)
        self.pid = receive_pid(sock)
        self._lines = sock.makefile("rb")

    def answer(self) -> Any:
        """The next value that it says."""
        line = self._lines.readline()
        assert line, "the submission ended without a word"
        return json.loads(line)

    def end(self) -> None:
        """End its first process, as the supervisor does."""
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        if Path(f"/proc/{self.pid}").exists():
            self.end()
        self._lines.close()
        self.sock.close()


class Sandbox:
    """A zygote in a sandbox."""

    def __init__(self, level: str = NAMESPACES, user: bool = False, court: bool = False, **options: Any) -> None:
        self.ours, theirs = socket.socketpair()
        self.court = court
        with theirs:
            self.process = (self._of_a_user if user else self._of_us)(theirs.fileno(), level, **options)
        self.ours.settimeout(PATIENCE)
        assert self.ours.recv(1) == b"r", "the sandbox did not start"

    def _of_us(self, descriptor: int, level: Any, readable: Sequence[Path] = (), **options: Any) -> subprocess.Popen:
        variables = {"PYTHONPATH": str(INNER), "COURT": str(int(self.court))}
        return start(
            "sandbox_inner", [descriptor], [INNER, *readable], level=level, variables=variables, stderr=None, **options
        )

    def _of_a_user(self, descriptor: int, level: str) -> subprocess.Popen:
        words = [sys.executable, str(HERE / "sandbox_broker.py"), str(descriptor), level, str(int(self.court))]
        return subprocess.Popen(words, pass_fds=[descriptor], stdin=subprocess.PIPE, cwd=HERE)

    def submit(self, text: str, plain: bool = False, **limits: int) -> Submission:
        """Have a text run; `plain` forks as os.fork does."""
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        message = {"text": textwrap.dedent(text), "limits": LIMITS | limits, "court": self.court, "plain": plain}
        with theirs:
            socket.send_fds(self.ours, [json.dumps(message).encode()], [theirs.fileno()])
        return Submission(ours)

    def run(self, text: str, plain: bool = False, **limits: int) -> Any:
        """The first value that a text says."""
        submission = self.submit(text, plain, **limits)
        try:
            return submission.answer()
        finally:
            submission.close()

    def close(self) -> None:
        self.ours.close()
        if self.process.stdin is not None:
            self.process.stdin.close()
        else:
            self.process.kill()
        self.process.wait(PATIENCE)


def need_namespaces() -> None:
    report = probe()
    if report.level != NAMESPACES:
        pytest.skip(f"no namespaces here: {' '.join(report.remedies)}")


def need_user(user: bool) -> None:
    if user and os.geteuid() != 0:
        pytest.skip("only root can become another user")


def alive(pids: set[int]) -> set[int]:
    """Those that still run; one that has ended and waits to be noticed does not."""
    return {pid for pid in pids if (text := _status(pid)) and "\nState:\tZ" not in text and "\nState:\tX" not in text}


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


__all__ = [
    "HERE", "INNER", "LIMITS", "NAMESPACES", "ROOT", "Sandbox", "Submission", "alive", "descendants", "eventually",
    "need_namespaces", "need_user",
]  # fmt: skip
