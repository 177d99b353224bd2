"""A process with IPython and NumPy loaded, and matplotlib where asked, from which each submission's keeper is forked.

`python -m tito.judge.student.zygote FD`, with TITO_FIGURES in the environment. It runs nothing of a student's, and
holds nothing of a test.
"""

import gc
import os
import signal
import socket
import sys
from pathlib import Path

from tito import checks, stack  # noqa: F401 - what most notebooks import
from tito.judge.channel import Closed, receive_with
from tito.judge.look.watch import install
from tito.judge.sandbox.inside import fork, isolate, prepare, send_pid
from tito.judge.student.keeper import keep
from tito.judge.student.shell import Shell


def main() -> None:
    """Fork a keeper for each message of the supervisor, until it hangs up."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    shell, watch = Shell(bool(os.environ.pop("TITO_FIGURES", ""))), install()
    prepare()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended keepers leave at once
    gc.collect()
    gc.freeze()
    sock.sendall(b"r")
    while True:
        try:
            message, (descriptor,) = receive_with(sock)
        except Closed:
            return
        if fork() == 0:
            sock.close()
            _keeper(message, descriptor, shell, watch)
        os.close(descriptor)


def _keeper(message: dict, descriptor: int, shell: Shell, watch: object) -> None:
    """Go into a sandbox of its own and keep it; does not return."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        room = isolate(message["limits"])
        control = socket.socket(fileno=descriptor)
        send_pid(control)
        keep(control, shell, Path(room), watch)
    except BaseException as error:
        sys.stderr.write(f"keeper: {type(error).__name__}: {error}\n")
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
