"""An instructor's folder, with an exchange where a test wants one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

sys.path.append(str(ROOT / "tests" / "exchange"))
from exchange_hub import StubHub
from exchange_service import Running, settings
from roster_desk import Desk, make_desk


@pytest.fixture(scope="module")
def hub() -> Iterator[StubHub]:
    found = StubHub()
    yield found
    found.close()


@pytest.fixture(scope="module")
def service(hub: StubHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(settings(tmp_path_factory.mktemp("exchange"), hub))
    yield running
    running.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Without an exchange, and without a gradebook yet."""
    monkeypatch.delenv("TITO_EXCHANGE_URL", raising=False)
    return make_desk(tmp_path / "course", monkeypatch)


@pytest.fixture
def online(desk: Desk, service: Running, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same on the hub."""
    monkeypatch.setenv("TITO_EXCHANGE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-ines")
    return desk
