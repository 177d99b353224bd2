"""A warm process, shared by the tests of the shell."""

from collections.abc import Iterator

import pytest
from shell_harness import Warm


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Runs cells, each time in a new fork."""
    made = Warm(tmp_path_factory.mktemp("warm"))
    yield made
    made.close()
