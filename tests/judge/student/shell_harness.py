"""Runs cells in a Shell: forked from a warm process, or in a process of its own. `python shell_harness.py [once]`.

Each line of the input is a request, each line of the output its answer.
"""

import binascii
import builtins
import fcntl
import json
import marshal
import os
import subprocess
import sys
from binascii import b2a_base64 as encode
from marshal import dumps
from os import _exit as leave
from os import fstat as size_of
from os import write
from pathlib import Path

__builtins__ = vars(builtins).copy()  # cells replace the interpreter's own

OUTPUT_BYTES = 2_000_000


def serve() -> None:
    """Answer requests, each in a fork."""
    from tito.judge.student.shell import Shell

    answers = fcntl.fcntl(1, fcntl.F_DUPFD, 200)
    shell = Shell()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                answer(shell, json.loads(line), answers)
            finally:
                os._exit(1)
        status = os.waitpid(pid, 0)[1]
        if status:
            os.write(answers, encode(dumps({"died": os.waitstatus_to_exitcode(status)})))


def once() -> None:
    """Answer one request in this process."""
    from tito.judge.student.shell import Shell

    answer(Shell(), json.loads(sys.stdin.readline()), fcntl.fcntl(1, fcntl.F_DUPFD, 200))


def answer(shell, request, answers) -> None:
    """Run the cells of a request and leave."""
    descriptor = fcntl.fcntl(os.memfd_create("output"), fcntl.F_DUPFD, 201)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    if folder := request.get("folder"):
        os.chdir(folder)
    shell.begin(request["output_bytes"])
    reply = {"outputs": [], "exact": True, "revised": {}}
    for count, source in enumerate(request["cells"], 1):
        outputs = shell.run(source, count)
        reply["exact"] &= exact(outputs)
        reply["outputs"].append(outputs)
        reply["revised"] |= shell.revised
    reply["written"] = size_of(descriptor).st_size
    data = encode(dumps(reply), newline=True)
    while data:
        data = data[write(answers, data) :]
    leave(0)


def exact(value) -> bool:
    """Whether a value is made of exactly the built-in types."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and exact(item) for key, item in value.items())
    if kind is list:
        return all(exact(item) for item in value)
    return value is None or kind in (str, int, float, bool)


class Warm:
    """A warm process that answers requests."""

    def __init__(self, folder: Path, mode: str = "serve") -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONWARN"))}
        environment = kept | {"HOME": str(folder / "home"), "IPYTHONDIR": str(folder / "home" / "ipython")}
        (folder / "home").mkdir()
        self.process = subprocess.Popen(
            [sys.executable, __file__, mode], env=environment, cwd=folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, *cells: str, output_bytes: int = OUTPUT_BYTES, folder: Path | None = None) -> dict:
        """Run cells in a fork; the whole answer."""
        request = {"cells": cells, "output_bytes": output_bytes, "folder": str(folder or self.folder)}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return marshal.loads(binascii.a2b_base64(self.process.stdout.readline()))

    def run(self, *cells: str, **options) -> list[list[dict]]:
        """The outputs of cells."""
        reply = self.ask(*cells, **options)
        assert reply["exact"], reply
        return reply["outputs"]

    def last(self, *cells: str, **options) -> list[dict]:
        """The outputs of the last of some cells."""
        return self.run(*cells, **options)[-1]

    def text(self, *cells: str, **options) -> str:
        """What the last of some cells printed, where it did nothing else."""
        outputs = self.last(*cells, **options)
        assert all(output["output_type"] == "stream" for output in outputs), outputs
        return "".join(output["text"] for output in outputs)

    def close(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


if __name__ == "__main__":
    (once if sys.argv[1:] == ["once"] else serve)()
