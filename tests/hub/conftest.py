"""The folders of a hub, made once; and no test of rooms where bubblewrap cannot be had."""

from pathlib import Path

import pytest
from hub_house import House

from tito.hub import trial
from tito.hub.errors import HubError


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Two courses, two students, and everything that they must not see."""
    found = House(tmp_path_factory.mktemp("house"))
    try:
        trial.isolation(found.setup)
    except HubError as error:
        pytest.skip(str(error))
    return found


@pytest.fixture
def empty(tmp_path: Path) -> House:
    """The same, for a test that changes it."""
    return House(tmp_path)
