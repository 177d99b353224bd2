"""A generated assignment, made once and copied for each test that may spoil it."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_course import Desk, generate


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the assignment in it; nbgrader finds alembic, which makes the gradebook."""
    folder = tmp_path_factory.mktemp("generated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        patch.chdir(folder)
        generate(folder)
        yield folder


@pytest.fixture
def desk(generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the generated assignment, which is the working directory."""
    folder = tmp_path / "course"
    shutil.copytree(generated, folder)
    monkeypatch.chdir(folder)
    return Desk(folder)
