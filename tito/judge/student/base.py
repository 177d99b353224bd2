"""The process in which a submission's cells run, and from which a child is forked at each test cell.

From its first cell on it belongs to the student: what it says about itself is shown to people and decides nothing.
"""

import contextlib
import os
import random
import signal
import socket
from types import FrameType
from typing import Any

from tito.judge.channel import Channel, Closed, receive_with
from tito.judge.student.provided import Provided
from tito.judge.student.serve import serve
from tito.judge.student.shell import Shell
from tito.judge.wire import Stream

_drawn, _go_on_from = random.getstate, random.setstate
_COPIED = 64 << 20  # bytes in the work folder, up to which each child gets a copy of its own


class Base:
    """Runs cells as the supervisor sends them."""

    def __init__(self, cells: socket.socket, rights: socket.socket, shell: Shell, watch: Any) -> None:
        self.channel, self.rights, self.shell, self.watch = Channel(cells), rights, shell, watch
        self.provided = Provided(shell.namespace)
        self._running = False

    def work(self) -> None:
        """Answer until the supervisor hangs up."""
        signal.signal(signal.SIGINT, self._interrupt)
        self.channel.sock.send(b"b")  # the system tells the supervisor which process sent it
        with contextlib.suppress(Closed):
            while True:
                message = self.channel.receive()
                if message["do"] == "fork":
                    self.fork()
                else:
                    self.channel.send(self.cell(message))

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self._running:
            raise KeyboardInterrupt

    def cell(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run one cell; its outputs, and what the look at run time saw."""
        theirs = message["kind"] == "student"
        if theirs:
            self.watch.arm()
        try:
            self._running = True
            outputs = self.shell.run(message["source"], message["count"], message["draw"])
        finally:
            self._running = False
            if theirs:
                self.watch.disarm()
        if not theirs:
            self.provided.note(message["provides"])
        notes = self.watch.taken() + (self.watch.integrity() if message["last"] else [])
        return {"outputs": outputs, "notes": notes, "written": self.shell.written}

    def fork(self) -> None:
        """Fork the child that will answer one test; it waits until the court asks."""
        _, (conversation, output) = receive_with(self.rights)
        replaced = self.provided.put_back()
        drawn = _drawn()
        if os.fork() == 0:
            self.child(conversation, output, drawn)
        os.close(conversation)
        os.close(output)
        self.channel.send({"replaced": replaced})

    def child(self, conversation: int, output: int, drawn: tuple) -> None:
        """The child's whole life; does not return."""
        try:
            _go_on_from(drawn)  # Python seeds `random` anew in each fork; what a cell has seeded, the test draws from
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.close(output)
            self.channel.close()
            self.rights.close()
            self._running = True  # an interrupt is one of the test's
            _own_folder()
            sock = socket.socket(fileno=conversation)
            sock.send(b"c")
            serve(Stream(sock, writable=True), self.shell.namespace)
        finally:
            os._exit(0)


def _own_folder() -> None:
    """A copy of the work folder as it is now: cells that run later may change it before the test is held.

    Libraries do this in fewer lines; but each page of memory that they touch is copied too, in every child.
    """
    with contextlib.suppress(OSError):
        found: list[os.DirEntry[str]] = []
        if not 0 < _gathered(".", found) <= _COPIED:
            return
        here = os.getcwd()  # noqa: PTH109
        room = f"/tmp/work-{os.getpid()}"
        os.mkdir(room, 0o700)  # noqa: PTH102
        room += here[here.rindex("/") :]
        os.mkdir(room)  # noqa: PTH102
        for entry in found:
            _copy(entry, f"{room}{entry.path[1:]}")
        os.chdir(room)


def _gathered(folder: str, found: list[os.DirEntry[str]]) -> int:
    """Everything in a folder, folders before what they hold, and its bytes; one for each that has none."""
    size = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            found.append(entry)
            inside = entry.is_dir(follow_symlinks=False)
            size += 1 + (_gathered(entry.path, found) if inside else entry.stat(follow_symlinks=False).st_size)
    return size


def _copy(entry: os.DirEntry[str], place: str) -> None:
    """A folder, link or file; nothing of what is none of these."""
    if entry.is_symlink():
        os.symlink(os.readlink(entry.path), place)  # noqa: PTH115, PTH211
    elif entry.is_dir():
        os.mkdir(place)  # noqa: PTH102
    elif entry.is_file():
        source = os.open(entry.path, os.O_RDONLY)
        target = os.open(place, os.O_WRONLY | os.O_CREAT, entry.stat().st_mode & 0o777)
        while data := os.read(source, 1 << 20):
            while data:
                data = data[os.write(target, data) :]
        os.close(source)
        os.close(target)
