"""One course, made once and copied for each test."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

sys.path.append(str(ROOT / "tests" / "exchange"))
from backup_room import Room, make_room


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Nothing may be changed in it."""
    return make_room(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture
def room(made: Room, tmp_path: Path) -> Room:
    return Room(Path(shutil.copytree(made.root, tmp_path / "course")))
