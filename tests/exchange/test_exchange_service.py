"""What the service keeps: versions, receipts, deadlines by its own clock, and nothing twice."""

import contextlib
import datetime
import json
import logging
import os
import sqlite3
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from exchange_hub import StubHub
from exchange_service import NOTEBOOK, Running, archive, seeded, settings, with_clock
from pythonjsonlogger.json import JsonFormatter
from sqlalchemy import create_engine, text

from tito.exchange.app import open_store
from tito.exchange.blobs import Blobs
from tito.exchange.database import Database
from tito.exchange.errors import ExchangeServiceError

SUBMIT = "/courses/tiny/assignments/ps1/submissions"
NOON = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def out(service: Running) -> Running:
    """A service in which ps1 is out."""
    assert service.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=archive()).status_code == 201
    return service


Files = dict[str, bytes] | None


def hand_in(service: Running, who: str = "ada", files: Files = None, **headers: str) -> dict[str, Any]:
    answer = service.ask(who, "POST", SUBMIT, content=archive(files), headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_release_is_made_anew_only_by_force(out: Running) -> None:
    path = "/courses/tiny/assignments/ps1/release"
    second = archive({"p1.ipynb": NOTEBOOK, "data.csv": b"1"})
    refused = out.ask("ines", "POST", path, content=second)
    assert refused.status_code == 409
    assert "--force" in refused.json()["detail"]
    assert out.ask("ada", "GET", path).content == archive()
    assert out.ask("ines", "POST", f"{path}?force=true", content=second).json()["version"] == 2
    assert out.ask("ada", "GET", path).content == second
    assert out.ask("ines", "DELETE", path).status_code == 204
    assert out.ask("ada", "GET", path).status_code == 404
    assert out.ask("ines", "DELETE", path).status_code == 404
    assert out.ask("ada", "POST", SUBMIT, content=archive()).status_code == 404
    assert out.ask("ines", "POST", path, content=archive()).json()["version"] == 3


def test_a_request_sent_again_is_done_once(out: Running) -> None:
    key = {"Idempotency-Key": "one"}
    first = hand_in(out, **key)
    assert hand_in(out, **key) == first
    assert len(out.ask("ada", "GET", "/courses/tiny/submissions").json()) == 1
    other = out.ask("ada", "POST", SUBMIT, content=archive({"x": b""}), headers=key)
    assert other.status_code == 409
    assert hand_in(out, "ben", **key)["id"] != first["id"], "a key is its sender's alone"
    path = "/courses/tiny/assignments/ps2/release"
    answers = [out.ask("ines", "POST", path, content=archive(), headers=key).json() for _ in range(2)]
    assert answers[0] == answers[1]
    clash = out.ask("ines", "POST", f"{path}?force=true", content=archive({"x": b""}), headers=key)
    assert clash.status_code == 409


def test_the_same_files_twice_are_two_submissions_and_one_blob(out: Running) -> None:
    first, second = hand_in(out), hand_in(out)
    assert first["id"] != second["id"]
    assert first["received"] < second["received"]
    assert first["sha256"] == second["sha256"]


def test_a_receipt_is_honoured_byte_for_byte(out: Running) -> None:
    receipt = hand_in(out, files={"p1.ipynb": NOTEBOOK, "notes/a.txt": b"mine"})
    assert out.ask("ada", "GET", f"/courses/tiny/submissions/{receipt['id']}").json() == receipt
    stored = out.ask("ines", "GET", f"/courses/tiny/submissions/{receipt['id']}/archive")
    assert stored.content == archive({"p1.ipynb": NOTEBOOK, "notes/a.txt": b"mine"})
    assert len(stored.content) == receipt["size"]
    assert stored.headers["X-Content-SHA256"] == receipt["sha256"]
    assert receipt["notebooks"] == ["p1"]


def test_only_the_servers_clock_counts(hub: StubHub, tmp_path: Path) -> None:
    """Two in the same microsecond, and a clock that is set back: times stay apart and in order."""
    how = settings(tmp_path, hub)
    now = [NOON]
    running = Running(how, with_clock(open_store(how), lambda: now[0]))
    try:
        running.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=archive())
        liar = {"Date": "Mon, 01 Jan 2001 00:00:00 GMT", "X-Timestamp": "0", "timestamp": "0"}
        moments = [hand_in(running, **liar)["received"] for _ in range(2)]
        now[0] = NOON - datetime.timedelta(hours=1)
        moments.append(hand_in(running, files={"timestamp.txt": b"2001-01-01 00:00:00 UTC"})["received"])
        assert moments == [f"2026-12-01T12:00:00{tail}Z" for tail in ("", ".000001", ".000002")]
        assert hand_in(running, "ben")["received"] == "2026-12-01T11:00:00Z"
    finally:
        running.close()


def test_late_is_what_comes_after_the_due_date_or_the_extension(hub: StubHub, tmp_path: Path) -> None:
    how = settings(tmp_path, hub)
    now = [NOON]
    running = Running(how, with_clock(open_store(how), lambda: now[0]))
    due = "/courses/tiny/assignments/ps1/deadlines/due"
    extension = "/courses/tiny/assignments/ps1/deadlines/extensions/ben"
    try:
        running.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=archive())
        assert hand_in(running)["due"] is None
        set_to = running.ask("ines", "PUT", due, params={"at": "2026-12-01T13:00:00+01:00"}).json()
        assert set_to["due"] == "2026-12-01T12:00:00Z"
        now[0] = NOON + datetime.timedelta(minutes=1)
        assert [hand_in(running, who)["late"] for who in ("ada", "ben")] == [True, True]
        given = running.ask("ines", "PUT", extension, params={"at": "2026-12-02T00:00:00Z"}).json()
        assert given["extensions"] == {"ben": "2026-12-02T00:00:00Z"}
        assert _late(running, "ada") == [False, True], "on time is not late, and ben's extension is ben's"
        assert _late(running, "ben") == [False], "an extension that came later counts"
        assert running.ask("ben", "GET", "/courses/tiny/assignments").json()[0]["due"] == "2026-12-02T00:00:00Z"
        assert running.ask("ada", "GET", "/courses/tiny/assignments").json()[0]["due"] == "2026-12-01T12:00:00Z"
        assert running.ask("ines", "PUT", extension).json()["extensions"] == {}
        assert _late(running, "ben") == [True]
        assert running.ask("ines", "PUT", due).json()["due"] is None
        assert running.ask("ines", "PUT", due, params={"at": "2026-12-01T13:00"}).status_code == 422, "no time zone"
    finally:
        running.close()


def _late(service: Running, who: str) -> list[bool]:
    return [one["late"] for one in service.ask(who, "GET", "/courses/tiny/submissions").json()]


def test_feedback_is_replaced_and_pages_are_all_it_may_hold(out: Running) -> None:
    path = f"/courses/tiny/submissions/{hand_in(out)['id']}/feedback"
    assert out.ask("ada", "GET", path).status_code == 404
    for files in ({"a.ipynb": b""}, {"a/b.html": b""}, {"a.html": b"", "a.js": b""}):
        assert out.ask("ines", "POST", path, content=archive(files)).status_code == 422
    for text_ in (b"first", b"first", b"second"):
        answer = out.ask("ines", "POST", path, content=archive({"p1.html": text_}))
        assert answer.status_code == 201
    assert out.ask("ada", "GET", path).content == archive({"p1.html": b"second"})
    assert [page["name"] for page in answer.json()["feedback"]] == ["p1.html"]
    engine = create_engine(out.settings.database)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM exchange_feedback")).scalar() == 2
    engine.dispose()


def test_the_first_collection_stays(out: Running) -> None:
    path = f"/courses/tiny/submissions/{hand_in(out)['id']}/collected"
    first = out.ask("ines", "PUT", path).json()["collected"]
    assert first is not None
    assert out.ask("ines", "PUT", path).json()["collected"] == first


def test_too_large_is_413_whatever_the_header_says(out: Running) -> None:
    large = bytes(300_000)
    assert out.ask("ada", "POST", SUBMIT, content=large).status_code == 413
    pieces = out.ask("ada", "POST", SUBMIT, content=iter([large[:150_000], large[150_000:]]))
    assert pieces.status_code == 413
    assert pieces.json()["detail"].endswith("packed.")
    assert out.ask("ada", "GET", "/courses/tiny/submissions").json() == []


def test_twenty_at_once_are_twenty(out: Running) -> None:
    """More than are taken in at once, all of one student, so that all want the same row's neighbourhood."""
    done: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda: done.append(hand_in(out))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one["received"] for one in done}) == len({one["id"] for one in done}) == 20


def test_health_needs_no_token_and_fails_with_what_it_needs(hub: StubHub, tmp_path: Path) -> None:
    running = Running(settings(tmp_path, hub))
    try:
        assert running.ask(None, "GET", "/health").json() == {"status": "ok", "schema_version": 1}
        (tmp_path / "files" / "incoming").rmdir()
        (tmp_path / "files" / "incoming").touch()
        assert running.ask(None, "GET", "/health").status_code == 503
    finally:
        running.close()


def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    Database(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE exchange_schema SET version = 7"))
    engine.dispose()
    with pytest.raises(ExchangeServiceError, match="has version 7 of its tables, and this program wants version 1"):
        Database(url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("postgresql+psycopg://nobody@127.0.0.1:1/x", "cannot be opened: connection"), ("nonsense", "is no database"),
     ("elsewhere://x", "is no database")],
)  # fmt: skip
def test_a_database_that_cannot_be_had_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ExchangeServiceError, match=sentence) as failed:
        Database(url)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(("kind", "journal"), [("ext4", "wal"), ("nfs4", "delete"), ("fuse.sshfs", "delete")])
def test_a_log_ahead_is_for_local_disks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, journal: str
) -> None:
    mounts = [SimpleNamespace(mountpoint=str(tmp_path), fstype=kind), SimpleNamespace(mountpoint="/", fstype="ext4")]
    monkeypatch.setattr("psutil.disk_partitions", lambda all: mounts)
    Database(f"sqlite:///{tmp_path / 'deep' / 'exchange.db'}").close()
    with contextlib.closing(sqlite3.connect(tmp_path / "deep" / "exchange.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == (journal,)


@pytest.mark.parametrize("url", ["nonsense://x", "s3://bucket/without/its/driver"])
def test_a_place_that_cannot_be_had_is_one_sentence(url: str) -> None:
    with pytest.raises(ExchangeServiceError, match="is no place for the exchange's files"):
        Blobs(url)


def test_files_may_lie_wherever_fsspec_writes(hub: StubHub, tmp_path: Path) -> None:
    running = Running(settings(tmp_path, hub, storage="memory://exchange"))
    try:
        ids = seeded(running)
        stored = running.ask("ada", "GET", f"/courses/tiny/submissions/{ids['ada']}/archive")
        assert stored.content == archive({"p1.ipynb": NOTEBOOK, "who.txt": b"ada"})
        assert not (tmp_path / "files").exists()
    finally:
        running.close()


def test_what_a_killed_server_was_writing_is_cleared_away_a_day_later(tmp_path: Path) -> None:
    Blobs(str(tmp_path))
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    old.touch()
    young.touch()
    os.utime(old, (0, 0))
    Blobs(str(tmp_path))
    assert not old.exists()
    assert young.exists(), "another server may be writing it"


def test_a_locked_database_is_waited_for_and_then_said(hub: StubHub, tmp_path: Path) -> None:
    how = settings(tmp_path, hub)
    first = open_store(how)
    running = Running(how, with_clock(first, first.clock))
    impatient = Database(how.database, wait=0.05)
    seeded(running)
    engine = create_engine(how.database)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
            with pytest.raises(Exception, match="in use or away: nothing was stored"), impatient.write():
                pass
            thread = threading.Thread(target=connection.rollback)
            waiting: list[dict[str, Any]] = []
            sender = threading.Thread(target=lambda: waiting.append(hand_in(running)))
            sender.start()
            thread.start()
            thread.join()
            sender.join()
            assert waiting[0]["student"] == "ada"
    finally:
        engine.dispose()
        impatient.close()
        running.close()


def test_the_log_is_json_and_holds_no_token(out: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="tito.exchange"):
        hand_in(out)
        out.ask(None, "GET", "/courses/tiny/submissions%0a{}?token=token-ada")
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records if record.name == "tito.exchange"]
    events = {line["message"]: line for line in lines}
    assert events["submitted"]["student"] == "ada"
    assert {"sha256", "late", "submission", "assignment", "course"} <= set(events["submitted"])
    assert {"method", "path", "status", "ms", "user"} <= set(events["request"])
    assert "token-" not in json.dumps(lines)
