"""One hub and one service for the tests that leave them as they were."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchange_hub import StubHub
from exchange_service import Running, seeded, settings


@pytest.fixture(scope="session")
def hub() -> Iterator[StubHub]:
    """Knows the people of `exchange_hub.PEOPLE`."""
    found = StubHub()
    yield found
    found.close()


@pytest.fixture(scope="session")
def shared(hub: StubHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service in which each student has handed something in; nothing may be changed in it."""
    running = Running(settings(tmp_path_factory.mktemp("exchange"), hub))
    yield running
    running.close()


@pytest.fixture(scope="session")
def ids(shared: Running) -> dict[str, str]:
    """Student -> their submission in the shared service."""
    return seeded(shared)


@pytest.fixture
def service(hub: StubHub, tmp_path: Path) -> Iterator[Running]:
    """An empty service of one's own."""
    running = Running(settings(tmp_path / "exchange", hub))
    yield running
    running.close()
