"""The service, or whoever talks to it, is killed in every phase; then it is started again and the command repeated."""

import random
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from exchange_commands import Desk, course, desk
from exchange_hub import StubHub
from exchange_service import NOTEBOOK, Running, archive, settings

from tests.conftest import ROOT
from tests.dying import Driver
from tito.exchange import client
from tito.exchange.client import Client

SUBMIT = {
    "before the body": "tito.exchange.uploads:Gate._write:before",
    "before the archive is looked at": "tito.exchange.archives:check:before",
    "before the bytes are stored": "tito.exchange.blobs:Blobs.put:before",
    "with the bytes under a temporary name": "fsspec.implementations.local:LocalFileSystem.mv:before",
    "with the bytes stored": "tito.exchange.blobs:Blobs.put:after",
    "within the transaction": "tito.exchange.submissions:_moment:before",
    "before the commit": "tito.exchange.submissions:receipts:before",
    "after the commit, before the answer": "tito.exchange.submissions:submit:after",
}
COLLECT = {
    "before the first piece": "tito.exchange.blobs:Blobs.read:before",
    "within the bytes": "tito.exchange.blobs:_pieces:after",
    "before it is noted": "tito.exchange.submissions:collected:before",
    "after it was noted": "tito.exchange.submissions:collected:after",
}
COLLECTOR = {
    "before the download": "tito.exchange.client:Client.download:before",
    "after the download": "tito.exchange.client:Client.download:after",
    "after the first unpacking": "tito.exchange.archives:unpack:after",
    "half copied": "tito.plugins.exchange_collect:Collect.do_copy:after",
    "with the old one put aside": "pathlib:Path.rename:after",
    "before it is noted": "tito.exchange.client:Client.collected:before",
    "after it was noted": "tito.exchange.client:Client.collected:after",
}
SUBMITTER = {
    "before the upload": "tito.exchange.client:Client.submit:before",
    "after the upload": "tito.exchange.client:Client.submit:after",
    "before the key is put away": "tito.plugins.exchange_submit:Submit._keep:after",
}


class Servers(Driver):
    """The process that forks the dying."""

    def __init__(self) -> None:
        super().__init__(ROOT / "tests" / "exchange" / "exchange_dying.py")
        self.url: str = self.answer()["url"]

    def do(self, what: str, **more: Any) -> dict[str, Any]:
        return self.ask({"do": what, **more})


@pytest.fixture(scope="module")
def driver() -> Iterator[Servers]:
    found = Servers()
    yield found
    found.close()


class Room:
    """A course with a server that may die, and people who do not mind."""

    def __init__(self, driver: Servers, hub: StubHub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.driver, self._hub, self._folder = driver, hub, folder
        self.starts = 0
        monkeypatch.setattr(client.time, "sleep", lambda seconds: self.start())
        self.start()
        self.ines, self.ada = course(folder, driver.url), desk(folder, "ada", driver.url)
        with Client(driver.url, "token-ines") as ines:
            ines.release("tiny", "ps1", self.archive(), "key", force=False)
        (self.ada.folder / "ps1" / "course").mkdir(parents=True)
        (self.ada.folder / "ps1" / "p1.ipynb").write_bytes(NOTEBOOK)
        (self.ada.folder / "ps1" / "course" / "work.txt").touch()
        self.starts = 0

    def archive(self, **files: bytes) -> Path:
        path = self._folder / "archive"
        path.write_bytes(archive({"p1.ipynb": NOTEBOOK, "course/data.csv": b"", **files}))
        return path

    def submit(self, **files: bytes) -> None:
        """What ada's command would send."""
        with Client(self.driver.url, "token-ada") as ada:
            ada.submit("tiny", "ps1", self.archive(**files), f"key-{len(files)}")

    def start(self, point: str | None = None, **more: Any) -> None:
        self.starts += 1
        self.driver.do("serve", folder=str(self._folder / "exchange"), hub=self._hub.api, point=point, **more)

    def command(self, who: Desk, *arguments: str, point: str | None = None) -> int:
        asked = {"folder": str(who.folder), "name": who.name, "url": who.url}
        return self.driver.do("command", **asked, arguments=arguments, point=point)["code"]

    def kept(self) -> list[dict[str, Any]]:
        """What the exchange holds; every receipt must lead to its bytes."""
        with Client(self.driver.url, "token-ines", pauses=()) as ines:
            found = ines.submissions("tiny")
            for receipt in found:
                ines.download("tiny", receipt.id, self._folder / "blob")
                assert client.digest(self._folder / "blob") == receipt.sha256
        return [receipt.model_dump() for receipt in found]

    def collected(self) -> Path:
        return self.ines.folder / "submitted" / "ada" / "ps1"


@pytest.fixture
def room(driver: Servers, hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    found = Room(driver, hub, tmp_path, monkeypatch)
    yield found
    driver.do("stop")


@pytest.mark.parametrize("phase", SUBMIT)
def test_the_server_dies_while_somebody_submits(room: Room, phase: str) -> None:
    room.start(SUBMIT[phase])
    said = room.ada.run("submit", "ps1")
    assert room.starts == 2, "it died, once"
    assert said.code == 0, said.log
    (receipt,) = room.kept()
    (copy,) = (room.ada.folder / ".data" / "nbgrader_cache" / "tiny").glob("ada+ps1+*")
    assert (copy / "submission_secret.txt").read_text() == receipt["id"]


def test_somebody_gives_up_and_submits_again_later(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The submission had arrived; the second command asks for its receipt and makes no second one."""
    room.start(SUBMIT["after the commit, before the answer"])
    with monkeypatch.context() as patch:
        patch.setattr("tito.plugins.exchange.HubExchange.talking.__wrapped__.__defaults__", ((),))
        said = room.ada.run("submit", "ps1")
    assert (said.code, "does not answer" in said.log) == (1, True)
    room.start()
    assert room.ada.run("submit", "ps1").code == 0
    assert len(room.kept()) == 1
    assert room.ada.run("submit", "ps1").code == 0
    assert len(room.kept()) == 2, "a third command is a second submission"


@pytest.mark.parametrize("phase", SUBMITTER)
def test_whoever_submits_dies(room: Room, phase: str) -> None:
    assert room.command(room.ada, "submit", "ps1", point=SUBMITTER[phase]) == -9
    assert room.ada.run("submit", "ps1").code == 0
    assert len(room.kept()) == 1
    assert not list((room.ada.folder / ".data").rglob(".*"))


@pytest.mark.parametrize("phase", COLLECT)
def test_the_server_dies_while_somebody_collects(room: Room, phase: str) -> None:
    room.submit()
    room.start(COLLECT[phase])
    before = room.starts
    said = room.ines.run("collect", "ps1")
    assert room.starts == before + 1, "it died, once"
    assert said.code == 0, said.log
    assert _whole(room)


@pytest.mark.parametrize("phase", COLLECTOR)
def test_whoever_collects_dies(room: Room, phase: str) -> None:
    """Also while an earlier submission is replaced: one of the two stands there, never a part of one."""
    room.submit()
    room.ines.run("collect", "ps1")
    room.submit(second=b"")
    assert room.command(room.ines, "collect", "ps1", "--update", point=COLLECTOR[phase]) == -9
    if room.collected().exists():
        assert (room.collected() / "timestamp.txt").is_file()
    assert room.ines.run("collect", "ps1", "--update").code == 0
    assert _whole(room)
    assert (room.collected() / "second").is_file()


def _whole(room: Room) -> bool:
    """The newest submission lies in submitted/, whole, with nothing beside it, and the exchange knows."""
    newest = room.kept()[-1]
    names = {path.name for path in room.collected().iterdir()}
    assert {"p1.ipynb", "course", "timestamp.txt", "submission_secret.txt", "receipt.json"} <= names
    assert (room.collected() / "submission_secret.txt").read_text() == newest["id"]
    assert [path.name for path in room.collected().parent.iterdir()] == ["ps1"]
    return newest["collected"] is not None


def test_an_upload_that_breaks_off_leaves_nothing(hub: StubHub, tmp_path: Path) -> None:
    running = Running(settings(tmp_path, hub, upload_seconds=2.0))
    try:
        running.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=archive())
        before = sorted(tmp_path.rglob("*"))
        where = httpx.URL(running.url)
        head = (
            f"POST {where.path}/courses/tiny/assignments/ps1/submissions HTTP/1.1\r\nHost: x\r\n"
            "Authorization: Bearer token-ada\r\nContent-Length: 1000\r\n\r\n"
        )
        for end in (socket.SHUT_RDWR, None):  # gone, and silent
            with socket.create_connection((where.host, where.port)) as line:
                line.sendall(head.encode() + archive()[:50])
                if end is not None:
                    line.shutdown(end)
                else:
                    assert line.recv(20).startswith(b"HTTP/1.1 408")
        assert running.ask("ada", "GET", "/courses/tiny/submissions").json() == []
        assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []
        path = "/courses/tiny/assignments/ps1/submissions"
        assert running.ask("ada", "POST", path, content=archive()).status_code == 201, "and the next one is taken"
    finally:
        running.close()


def test_whoever_sends_slowly_holds_up_nobody_else(hub: StubHub, tmp_path: Path) -> None:
    """Ada begins twelve uploads and ends none; there is one place for storing, and eight in which they arrive."""
    running = Running(settings(tmp_path, hub, uploads=1))
    lines = []
    try:
        running.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=archive())
        where = httpx.URL(running.url)
        path = "/courses/tiny/assignments/ps1/submissions"
        for _ in range(12):
            lines.append(socket.create_connection((where.host, where.port)))
            head = f"POST {where.path}{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-ada\r\n"
            lines[-1].sendall(head.encode() + b"Content-Length: 1000\r\n\r\n" + archive()[:50])
        assert running.ask("ben", "POST", path, content=archive(), timeout=20).status_code == 201
        assert running.ask("ada", "GET", "/courses/tiny/submissions").json() == []
    finally:
        for line in lines:
            line.close()
        running.close()


def test_a_file_that_cannot_grow_is_a_full_disk(room: Room) -> None:
    room.start(file_bytes=100_000)
    (room.ada.folder / "ps1" / "noise").write_bytes(_noise(150_000))
    said = room.ada.run("submit", "ps1")
    assert (said.code, "disk is full: nothing was stored" in said.log) == (1, True), said.log
    room.start()
    assert room.kept() == []
    assert room.ada.run("submit", "ps1").code == 0
    assert len(room.kept()) == 1


def test_a_full_disk_loses_no_receipt(hub: StubHub, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a file system of one's own can be mounted by root alone")
    try:
        running = Running(settings(place, hub))
        try:
            running.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=archive())
            answers = []
            for number in range(8):
                files = {"p1.ipynb": NOTEBOOK, "noise": _noise(150_000, number)}
                path = "/courses/tiny/assignments/ps1/submissions"
                answers.append(running.ask("ada", "POST", path, content=archive(files)))
            assert {answer.status_code for answer in answers} == {201, 507}
            receipts = [answer.json() for answer in answers if answer.status_code == 201]
            assert running.ask("ada", "GET", "/courses/tiny/submissions").json() == receipts
            for one in receipts:
                stored = running.ask("ada", "GET", f"/courses/tiny/submissions/{one['id']}/archive")
                assert len(stored.content) == one["size"]
        finally:
            running.close()
    finally:
        subprocess.run(["umount", place], check=True)


def _noise(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)
