"""The client against servers that fail, and the commands of `tito exchange`."""

import datetime
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from exchange_hub import SCOPES, StubHub
from exchange_service import Running, archive, seeded
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from tests.conftest import copy_course
from tito.cli.exchange import app
from tito.errors import TitoError
from tito.exchange import client
from tito.exchange.client import Client, connect
from tito.exchange.errors import ExchangeServiceError, Refused

SERVE = [Path(sys.executable).parent / "tito", "exchange", "serve"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client would have waited."""
    found: list[float] = []
    monkeypatch.setattr(client.time, "sleep", found.append)
    return found


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [((404, b"<html>no service</html>"), "There is no exchange at"), ((400, b'{"detail": "Why."}'), r"^Why\.$"),
     ((200, b"<html>"), "not as an exchange of this version does"), ((200, b'{"name": 1}'), "not as an exchange")],
)  # fmt: skip
def test_an_answer_that_is_none_is_said_at_once(
    hub: StubHub, pauses: list[float], answer: tuple[int, bytes], sentence: str
) -> None:
    hub.broken = answer
    try:
        with Client(hub.api, "token") as asking, pytest.raises(ExchangeServiceError, match=sentence):
            asking.me()
    finally:
        hub.broken = None
    assert pauses == []


def test_a_busy_server_is_asked_again_and_less_and_less_often(hub: StubHub, pauses: list[float]) -> None:
    hub.broken = (503, b'{"detail": "Busy."}')
    before = hub.asked
    try:
        with Client(hub.api, "token") as asking, pytest.raises(Refused, match="Busy"):
            asking.released("tiny")
    finally:
        hub.broken = None
    assert hub.asked - before == 5
    assert all(0.5 * most <= waited <= most for waited, most in zip(pauses, client.PAUSES, strict=True))


def test_without_address_or_token_there_is_no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN", raising=False)
    for url, token, sentence in (("", "x", "TITO_EXCHANGE_URL is not set"), ("http://x", "", "holds no token"),
                                 ("http://x", "a\nb", "holds no token")):  # fmt: skip
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", token)
        with pytest.raises(ExchangeServiceError, match=sentence):
            connect(url)


def test_a_receipt_for_other_files_is_not_believed(
    service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded(service)
    (tmp_path / "archive").write_bytes(archive())
    with service.client("ada") as ada:
        monkeypatch.setattr(client, "digest", lambda path: "0" * 64)
        with pytest.raises(ExchangeServiceError, match="for other files"):
            ada.submit("tiny", "ps1", tmp_path / "archive", "key")


def test_serve_needs_what_the_hub_gives(tmp_path: Path) -> None:
    environment = {"PATH": os.defpath, "JUPYTERHUB_API_URL": "http://127.0.0.1:1/hub/api"}
    done = subprocess.run(SERVE, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("JUPYTERHUB_SERVICE_PREFIX is not set")
    assert list(tmp_path.iterdir()) == []


def test_serve_serves_until_the_hub_ends_it(hub: StubHub, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "JUPYTERHUB_API_URL": hub.api, "JUPYTERHUB_SERVICE_PREFIX": "/services/exchange/",
        "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}", "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps(SCOPES),
        "TITO_EXCHANGE_MIB": "1",
    }  # fmt: skip
    process = subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment)
    try:
        assert process.stdout
        for line in process.stdout:
            if "running on" in json.loads(line)["message"]:
                break
        url = f"http://127.0.0.1:{port}/services/exchange"
        assert httpx.get(f"{url}/health", trust_env=False).json()["status"] == "ok"
        with Client(url, "token-ada") as ada:
            assert ada.me().packed_bytes == 2**20
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
    assert {json.loads(line)["message"] for line in rest.splitlines()} >= {"request"}
    assert {path.name for path in (tmp_path / "exchange").iterdir()} == {"exchange.db", "files"}


def test_deadlines_are_set_from_the_instructors_terminal(
    service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = copy_course(tmp_path / "course")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('course_id = "tinytorch"', 'course_id = "tiny"'))
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("TITO_EXCHANGE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-ines")
    monkeypatch.setenv("TZ", "UTC")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, arguments)
        if done.exception:
            raise done.exception
        return done.output

    assert "01_tensor in tiny: due 2026-12-01 17:00 UTC." in run("due", "1", "2026-12-01T18:00+01:00")
    assert "  ada: 2026-12-03 " in run("extend", "01", "ada", "2026-12-03T18:00")
    assert run("extend", "01", "ada", "none").splitlines() == ["01_tensor in tiny: due 2026-12-01 17:00 UTC."]
    assert "due never" in run("due", "1", "none")
    with pytest.raises(TitoError, match="is no date such as"):
        run("due", "1", "tomorrow")
    with pytest.raises(TitoError, match="is no name that the exchange knows"):
        run("extend", "1", "../ada", "none")
    ids = seeded(service)
    assert json.loads(run("receipt", ids["ada"]))["student"] == "ada"
    with pytest.raises(TitoError, match="no such submission"):
        run("receipt", ids["sam"])
    assert run("receipt") == "The exchange holds no submission of yours.\n"
    service.ask("ines", "PUT", f"/courses/tiny/submissions/{ids['ada']}/collected")
    with service.client("ada") as ada:
        later = ada.submit("tiny", "ps1", packed_file(tmp_path), "again")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-ada")
    first, second = run("receipt").splitlines()
    assert first.startswith("tiny ps1, arrived 20")
    assert first.endswith(f": this one counts, feedback can be fetched. Receipt {ids['ada']}")
    assert second.endswith(f": not collected yet. Receipt {later.id}")
    assert run("receipt", "--course", "tiny").count("\n") == 2
    with pytest.raises(TitoError, match="is not instructor"):
        run("extend", "1", "ada", "none")


def packed_file(folder: Path) -> Path:
    """An archive to hand in."""
    path = folder / "sent.tar.gz"
    path.write_bytes(archive({"p1.ipynb": b"{}"}))
    return path


def test_dates_that_are_set_on_the_exchange_reach_the_gradebook(
    service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = copy_course(tmp_path / "course")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('course_id = "tinytorch"', 'course_id = "tiny"'))
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.setenv("TITO_EXCHANGE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-ines")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, arguments, catch_exceptions=False)
        return done.output

    assert "The gradebook does not know it yet" in run("due", "1", "2026-12-01T18:00Z")
    run("extend", "1", "ada", "2026-12-03T18:00Z")
    assert not (course.root / "gradebook.db").exists(), "asking makes none"
    db_url = f"sqlite:///{course.root / 'gradebook.db'}"
    with Gradebook(db_url) as book:
        book.add_assignment("01_tensor")
        book.add_student("ada")
        book.add_submission("01_tensor", "ada")
    assert "does not know" not in run("due", "1", "2026-12-01T18:00+01:00")
    run("extend", "1", "ada", "2026-12-03T17:00Z")
    with Gradebook(db_url) as book:
        assert book.find_assignment("01_tensor").duedate == datetime.datetime(2026, 12, 1, 17)
        assert book.find_submission("01_tensor", "ada").extension == datetime.timedelta(days=2)
    run("extend", "1", "ada", "none")
    run("due", "1", "none")
    with Gradebook(db_url) as book:
        assert book.find_submission("01_tensor", "ada").extension is None
        assert book.find_assignment("01_tensor").duedate is None
