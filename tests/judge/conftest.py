"""A folder where small notebooks are executed, and a small course where cohorts are graded."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_engine import plug_in
from judge_bench import Bench
from judge_course import NAME, Room, build

from tito.judge.api import api


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Where notebooks run; `allowance` may be replaced before a run."""
    made = Bench(tmp_path)
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture(scope="session")
def alembic() -> Iterator[None]:
    """nbgrader runs `alembic` by name when it makes a gradebook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        yield


@pytest.fixture(scope="session")
def generated_course(tmp_path_factory: pytest.TempPathFactory, alembic: None) -> Path:
    """The small course, with its release and its gradebook made by nbgrader."""
    folder = tmp_path_factory.mktemp("small-course")
    build(folder)
    result = api(str(folder)).generate_assignment(NAME)
    assert result["success"], result
    return folder


@pytest.fixture
def room(generated_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A copy of the small course, where notebooks are run in this process."""
    plug_in(monkeypatch)
    root = tmp_path / "course"
    shutil.copytree(generated_course, root)
    monkeypatch.chdir(root)
    return Room(root)
