"""Runs inside: a small zygote whose submissions execute the text that a test sends.

The text finds `say`, which sends a JSON value to the test, `refused`, which turns what a call raises into the name of
its errno, and `room`.
"""

import errno
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from tito.judge.sandbox import inside


def main() -> None:
    sock = socket.socket(fileno=int(sys.argv[1]))
    inside.prepare(court="court" in sys.argv[2:] or os.environ.get("COURT") == "1")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sock.sendall(b"r")
    while True:
        data, descriptors, _, _ = socket.recv_fds(sock, 1 << 16, 1)
        if not data:
            return
        message = json.loads(data)
        if (os.fork if message["plain"] else inside.fork)() == 0:
            sock.close()
            _submission(message, descriptors[0])
        os.close(descriptors[0])


def _submission(message: dict[str, Any], descriptor: int) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sock = socket.socket(fileno=descriptor)
        if message["court"]:
            inside.confine_court(message["limits"])
            inside.send_pid(sock)
            run(message["text"], sock, "")
        else:
            room = inside.isolate(message["limits"])
            inside.send_pid(sock)
            _keep(message["text"], sock, room)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(0)


def _keep(text: str, sock: socket.socket, room: str) -> None:
    """As the keeper does: start the student's process, adopt what it leaves, stay until the other side hangs up."""
    if os.fork() == 0:
        run(text, sock, room)
        os._exit(0)
    sock.setblocking(False)
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        try:
            if not sock.recv(1):
                return
        except BlockingIOError:
            time.sleep(0.02)


def run(text: str, sock: socket.socket, room: str) -> None:
    def say(value: Any) -> None:
        sock.setblocking(True)
        sock.sendall(json.dumps(value).encode() + b"\n")

    try:
        exec(compile(text, "<submission>", "exec"), {"say": say, "refused": refused, "room": room})
    except BaseException as error:
        say({"raised": f"{type(error).__name__}: {error}"})


def refused(call: Callable[..., Any], *arguments: Any) -> str | None:
    try:
        call(*arguments)
    except OSError as error:
        return errno.errorcode[error.errno]
    return None


if __name__ == "__main__":
    main()
