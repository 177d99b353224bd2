"""Sandboxes that run: of the user that runs the tests, and of an ordinary one."""

from collections.abc import Iterator

import pytest
from sandbox_bench import Sandbox, need_namespaces, need_user


@pytest.fixture(scope="session", params=[False, True], ids=["as-we-are", "as-a-user"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox of namespaces, used by many tests, each with submissions of its own."""
    need_namespaces()
    need_user(request.param)
    made = Sandbox(user=request.param)
    yield made
    made.close()


@pytest.fixture(scope="session", params=[False, True], ids=["as-we-are", "as-a-user"])
def court(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The same for courts."""
    need_namespaces()
    need_user(request.param)
    made = Sandbox(user=request.param, court=True)
    yield made
    made.close()
