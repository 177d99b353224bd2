"""A tiny course to audit."""

from pathlib import Path

import pytest
from audit_bench import Room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)
