from contextlib import contextmanager

import pytest
from hypothesis import settings

from tito import checks

settings.register_profile("no deadline", deadline=None)  # a busy machine fails no test
settings.load_profile("no deadline")


@pytest.fixture
def check():
    return checks.cell("test-of-checks")


@pytest.fixture
def fails():
    """Expects a failure with exactly this message."""

    @contextmanager
    def expect(message):
        with pytest.raises(checks.CheckFailed) as caught:
            yield
        assert str(caught.value) == message

    return expect
