"""The tiny course with its first release, made once and copied for each test."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from gate_desk import CONFIG, NAME, Desk

from tests import tiny
from tito.cli import release as command
from tito.judge import api


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, with its first release generated; nbgrader finds alembic, which makes the gradebook."""
    root = tmp_path_factory.mktemp("gate") / "course"
    tiny.make_course(root)
    (root / "nbgrader_config.py").write_text(CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        api.generate(root, NAME)
    return root


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the course, which is the working directory."""
    root = tmp_path / "course"
    shutil.copytree(made, root)
    monkeypatch.chdir(root)
    lines: list[str] = []
    monkeypatch.setattr(command.out, "print", lambda text, **_: lines.append(text))
    return Desk(root, lines)
