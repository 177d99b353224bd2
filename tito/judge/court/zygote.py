"""A process with pristine builtins and NumPy, from which the court of each submission is forked.

`python -m tito.judge.court.zygote FD`. It sees no test; a court sees those of one notebook.
"""

import contextlib
import gc
import os
import signal
import socket
import sys
import time

import numpy as np  # noqa: F401 - loaded once, before the forks
import numpy.testing  # noqa: F401

from tito import checks  # noqa: F401
from tito.judge.channel import Channel, Closed, receive_with
from tito.judge.court.imports import Import
from tito.judge.court.remote import Remote
from tito.judge.court.testcell import Held, TestCell
from tito.judge.sandbox.inside import confine_court, prepare
from tito.judge.wire import Deadline, Stream


def main() -> None:
    """Fork a court for each message of the supervisor, until it hangs up."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    with contextlib.suppress(ImportError):
        import pytest  # noqa: F401 - what tests use is loaded once
    prepare(court=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    sock.sendall(b"r")
    while True:
        try:
            message, descriptors = receive_with(sock)
        except Closed:
            return
        if os.fork() == 0:
            sock.close()
            _court(message, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _court(message: dict, descriptors: list[int]) -> None:
    """Hold the tests of one notebook; does not return."""
    try:
        confine_court(message["limits"])
        tests, rights = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        Court(tests, rights, message).work()
    except BaseException as error:
        sys.stderr.write(f"court: {type(error).__name__}: {error}\n")
    finally:
        os._exit(0)


class Court:
    """Runs the test cells of one notebook: one after the other, or in two rounds."""

    def __init__(self, tests: socket.socket, rights: socket.socket, message: dict) -> None:
        self.channel, self.rights = Channel(tests), rights
        self.prelude = {name: Import(*wanted) for name, wanted in message["prelude"].items()}
        self.seed = message["seed"]
        self.carried: dict[str, object] = {}
        self.paused: dict[int, tuple[Held, Stream]] = {}

    def work(self) -> None:
        """Answer until the supervisor hangs up."""
        self.channel.sock.send(b"j")  # the system tells the supervisor which process sent it
        with contextlib.suppress(Closed):
            while True:
                self.channel.send(self.hold(self.channel.receive()))

    def hold(self, message: dict) -> dict:
        """Run one test cell against the process behind the descriptor that came with it, or one that was paused."""
        began = time.process_time()
        number = message["number"]
        held, stream = self.paused.pop(number, None) or self._met(message["cell"])
        stream.deadline = Deadline(message["seconds"])
        result = held.go_on() if message["paused"] else held.begin(message["to its end"])
        if result["paused"]:
            self.paused[number] = held, stream
        else:
            stream.close()
        return result | {"seconds": time.process_time() - began}

    def _met(self, described: dict) -> tuple[Held, Stream]:
        _, (conversation,) = receive_with(self.rights)
        stream = Stream(socket.socket(fileno=conversation))
        cell = TestCell(**described | {"reached": _lines(described["reached"])})
        return Held(cell, Remote(stream, cell.strict), self.carried, self.prelude, self.seed), stream


def _lines(lines: list[int] | None) -> frozenset[int] | None:
    return None if lines is None else frozenset(lines)


if __name__ == "__main__":
    main()
