"""A process that forks servers and commands which end at a named point, as by a power cut.

It imports everything once. Each line on its standard input is a JSON document; the answer is one line, too. The
listening socket is the parent's: a client that connects while no server lives waits for the next one.
"""

import json
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader.apps  # noqa: F401 - before the fork, since it takes seconds
import uvicorn
from exchange_commands import Desk
from exchange_service import PREFIX, settings

from tests.dying import arm
from tito.exchange import client, releases, submissions, tls
from tito.exchange.app import create_app, open_store


class Hub:
    """Where the hub of the tests is."""

    def __init__(self, api: str) -> None:
        self.api = api


def serve(listening: socket.socket, folder: str, hub: str, point: str | None, file_bytes: int | None = None) -> None:
    if point:
        arm(point)
    if file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    app = create_app(settings(Path(folder), Hub(hub)))  # type: ignore[arg-type]
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listening])


def command(folder: str, name: str, url: str, arguments: list[str], point: str | None) -> int:
    if point:
        arm(point)
    return Desk(Path(folder), name, url).run(*arguments).code


def forked(work: Callable[[], int | None]) -> int:
    """Do it in a child; its number."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 1)
            code = work() or 0
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    say({"url": f"http://127.0.0.1:{listening.getsockname()[1]}{PREFIX}".rstrip("/")})
    server = 0
    for line in sys.stdin:
        asked = json.loads(line)
        what = asked.pop("do")
        if what == "serve":
            if server and os.waitpid(server, os.WNOHANG)[0] == 0:
                os.kill(server, signal.SIGKILL)
                ended(server)
            server = forked(lambda asked=asked: serve(listening, **asked))
            say({})
        elif what == "stop":
            os.kill(server, signal.SIGTERM)
            server, code = 0, ended(server)
            say({"code": code})
        else:
            say({"code": ended(forked(lambda asked=asked: command(**asked)))})


def warm() -> None:
    """Have in this process what each child would otherwise import and build for itself."""
    tls.context()
    with tempfile.TemporaryDirectory() as name:
        how = settings(Path(name), Hub(""))  # type: ignore[arg-type]
        store = open_store(how)
        app = create_app(how, store)
        uvicorn.Config(app, log_config=None).load()
        with store.database.read() as connection:
            submissions.listed(connection, "tiny", None, None)
            releases.listed(connection, "tiny", "ada")
        store.database.close()


def say(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    client.time = type("NoWaiting", (), {"sleep": staticmethod(lambda seconds: None), "monotonic": time.monotonic})
    warm()
    main()
