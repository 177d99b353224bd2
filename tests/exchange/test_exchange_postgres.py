"""The same service on PostgreSQL, where two may write at once."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchange_hub import StubHub
from exchange_service import Running, archive, seeded, settings, with_clock
from sqlalchemy import create_engine, text

from tests.conftest import ROOT
from tito.exchange.app import open_store
from tito.exchange.store import utc_now

sys.path.append(str(ROOT / "tests" / "judge"))
import postgres

SUBMIT = "/courses/tiny/assignments/ps1/submissions"
pytestmark = pytest.mark.skipif(postgres.missing() is not None, reason=str(postgres.missing()))


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.server() as found:
        yield found


def test_a_day_on_postgresql(server: postgres.Server, hub: StubHub, tmp_path: Path) -> None:
    """Everything is there after a restart; twelve in the same microsecond get twelve times; a key makes one."""
    how = settings(tmp_path, hub, database=server.create("exchange"))
    moment = utc_now()
    running = Running(how, with_clock(open_store(how), lambda: moment))
    try:
        ids = seeded(running)
        answers: list[dict[str, Any]] = []
        sent = {"content": archive({"a.txt": b""})}
        threads = [
            threading.Thread(target=lambda: answers.append(_patient(running, **sent))) for _ in range(8)
        ] + [
            threading.Thread(target=lambda: answers.append(_patient(running, **sent, headers={"Idempotency-Key": "k"})))
            for _ in range(4)
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 12
        assert len({one["id"] for one in answers}) == 9, "the four with one key are one"
        assert len({one["received"] for one in answers}) == 9
    finally:
        running.close()
    again = Running(how)
    try:
        found = again.ask("ben", "GET", "/courses/tiny/submissions").json()
        assert len(found) == 10
        assert again.ask("ada", "GET", f"/courses/tiny/submissions/{ids['ada']}/feedback").status_code == 200
        assert again.ask(None, "GET", "/health").status_code == 200
    finally:
        again.close()


def _patient(running: Running, **sent: Any) -> dict[str, Any]:
    """Asks again where too many came at once, as the client does."""
    while True:
        answer = running.ask("ben", "POST", SUBMIT, **sent)
        if answer.status_code != 503:
            assert answer.status_code == 201, answer.text
            return answer.json()


def test_a_database_that_went_away_is_said(server: postgres.Server, hub: StubHub, tmp_path: Path) -> None:
    running = Running(settings(tmp_path, hub, database=server.create("short")))
    admin = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    try:
        assert running.ask(None, "GET", "/health").status_code == 200
        with admin.connect() as connection:
            connection.execute(text("ALTER DATABASE short ALLOW_CONNECTIONS false"))
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'short'"))
        assert running.ask(None, "GET", "/health").status_code == 503
        with admin.connect() as connection:
            connection.execute(text("ALTER DATABASE short ALLOW_CONNECTIONS true"))
        assert running.ask(None, "GET", "/health").status_code == 200
    finally:
        admin.dispose()
        running.close()
