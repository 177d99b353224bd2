"""A student's process for tests: forked, with a namespace that a piece of source makes, behind a socket pair."""

import builtins
import linecache
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tito.judge.court.limits import Caps
from tito.judge.court.remote import Remote
from tito.judge.student.serve import serve
from tito.judge.wire import Deadline, Stream


@contextmanager
def student(*cells: str, strict: bool = True, seconds: float = 20, caps: Caps = Caps()) -> Iterator[Remote]:
    """A conversation with a process that has run these cells, as In[1], In[2] and so on."""
    with speaking(lambda sock: _serve(sock, cells), seconds) as stream:
        yield Remote(stream, strict, caps)


@contextmanager
def speaking(child: Callable[[socket.socket], None], seconds: float = 20) -> Iterator[Stream]:
    """A stream to a forked process that does something with the other end."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            child(theirs)
        finally:
            os._exit(0)
    theirs.close()
    try:
        yield Stream(ours, deadline=Deadline(seconds))
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(sock: socket.socket, cells: Sequence[str]) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for number, source in enumerate(cells, start=1):
        run_cell(source, number, namespace)
    serve(Stream(sock), namespace)


def run_cell(source: str, number: int, namespace: dict[str, object]) -> None:
    """Run one cell under the name that tracebacks know it by."""
    name = f"In[{number}]"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), namespace)


def run_test(source: str, remote: Remote, known: dict[str, Any]) -> dict[str, Any]:
    """Run a test cell: its names are the test's own, then `known`, then builtins, then the student's."""
    code = compile(source, "test", "exec")
    names = dict(known)
    for name in sorted(_names(code)):
        if name not in names and not hasattr(builtins, name):
            try:
                names[name] = remote.name(name)
            except KeyError:
                continue
    exec(code, names)
    remote.check()
    return names


def _names(code: Any) -> set[str]:
    inner = (constant for constant in code.co_consts if hasattr(constant, "co_names"))
    return set(code.co_names).union(*map(_names, inner))
