"""The service under a real uvicorn, in a thread of this process, and what tests send to it."""

import dataclasses
import gzip
import io
import socket
import tarfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from exchange_hub import SCOPES, StubHub

from tito.exchange.app import create_app, open_store
from tito.exchange.archives import Limits
from tito.exchange.client import Client
from tito.exchange.settings import Settings
from tito.exchange.store import Store

PREFIX = "/services/exchange/"
LIMITS = Limits(packed=200_000, unpacked=1_000_000, files=50)
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def settings(folder: Path, hub: StubHub, **more: Any) -> Settings:
    """A service that keeps everything in `folder`."""
    usual = {
        "database": f"sqlite:///{folder / 'exchange.db'}", "storage": str(folder / "files"), "hub_api": hub.api,
        "prefix": PREFIX, "scopes": frozenset(SCOPES), "limits": LIMITS, "believed_seconds": 0.0,
    }  # fmt: skip
    return Settings(**{**usual, **more})


class Running:
    """A running service."""

    def __init__(self, how: Settings, store: Store | None = None) -> None:
        self.store = store or open_store(how)
        self.settings = how
        self._http = httpx.Client(trust_env=False, verify=False, timeout=60)
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(how, self.store), log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.005)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}{PREFIX}".rstrip("/")

    def client(self, who: str) -> Client:
        return Client(self.url, f"token-{who}", pauses=())

    def ask(self, who: str | None, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, with the token of `who`."""
        headers = {**({"Authorization": f"Bearer token-{who}"} if who else {}), **more.pop("headers", {})}
        return self._http.request(method, self.url + path, headers=headers, **more)

    def close(self) -> None:
        self._http.close()
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()
        self.store.database.close()


def archive(files: dict[str, bytes] | None = None) -> bytes:
    """A tar.gz of some files; the same files make the same bytes."""
    members = [regular(name, data) for name, data in (files or {"p1.ipynb": NOTEBOOK}).items()]
    return packed(members)


def regular(name: str, data: bytes = b"") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    """A link, a device, a pipe."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def packed(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(plain.getvalue(), mtime=0)


def seeded(service: Running) -> dict[str, str]:
    """Assignments in two courses, a submission by each student, feedback for ada; name -> submission."""
    for who, course in (("ines", "tiny"), ("otto", "other")):
        answer = service.ask(who, "POST", f"/courses/{course}/assignments/ps1/release", content=archive())
        assert answer.status_code == 201, answer.text
    ids = {}
    for who, course in (("ada", "tiny"), ("ben", "tiny"), ("sam", "other")):
        path = f"/courses/{course}/assignments/ps1/submissions"
        sent = archive({"p1.ipynb": NOTEBOOK, "who.txt": who.encode()})
        ids[who] = service.ask(who, "POST", path, content=sent).json()["id"]
    pages = archive({"p1.html": b"<p>well done</p>"})
    answer = service.ask("ines", "POST", f"/courses/tiny/submissions/{ids['ada']}/feedback", content=pages)
    assert answer.status_code == 201, answer.text
    return ids


def with_clock(store: Store, clock: Any) -> Store:
    return dataclasses.replace(store, clock=clock)
