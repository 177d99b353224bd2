"""The first process of a submission's sandbox: it starts the processes that run the student's code, and runs none.

It lives as long as the submission, reaps what is left behind, and starts a new base where one was lost.
"""

import base64
import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from tito.judge.channel import Closed, receive_with
from tito.judge.student.base import Base
from tito.judge.student.shell import Shell

WORK, STACK = Path("work"), Path("stack")


def keep(sock: socket.socket, shell: Shell, room: Path, watch: Any) -> None:
    """Serve the supervisor until it hangs up.

    Args:
        sock: to the supervisor; each message comes with descriptors.
        room: a private folder, in which the submission's files are laid out.
    """
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        try:
            message, descriptors = receive_with(sock)
        except (Closed, OSError):
            return
        if message["do"] == "lay out":
            lay_out(json.loads(_all_of(descriptors[0])), room)
        elif message["do"] == "base" and _forked():
            sock.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            run_base(descriptors, shell, room, message, watch)
        for descriptor in descriptors:
            os.close(descriptor)


def _forked() -> bool:
    """Whether this is a new process; where none can be had, the supervisor notices that nobody answers."""
    with contextlib.suppress(OSError):
        return os.fork() == 0
    return False


def _reap(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _all_of(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0)


def lay_out(job: dict[str, Any], room: Path) -> None:
    """Write the files beside the notebook, and the package beneath it."""
    for folder, files in ((WORK, job["files"]), (STACK, job["stack"] or {})):
        (room / folder).mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = room / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(data))


def run_base(descriptors: list[int], shell: Shell, room: Path, message: dict[str, Any], watch: Any) -> None:
    """The base's whole life, in the process that was forked for it; does not return."""
    try:
        cells, rights, output = descriptors
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        os.chdir(room / WORK)
        os.environ.update(message["environment"])
        if (room / STACK / "tinytorch").is_dir():
            os.environ["TINYTORCH_PATH"] = str(room / STACK)
        sys.path.insert(0, "")
        shell.begin(message["output_bytes"], message["entropy"])
        Base(socket.socket(fileno=cells), socket.socket(fileno=rights), shell, watch).work()
    finally:
        os._exit(0)
