"""Which tinytorch a notebook finds."""

import os
import sys
from pathlib import Path

import pytest

from tito import stack
from tito.stack import VARIABLE, use_tinytorch


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.delenv(VARIABLE, raising=False)


def package(folder: Path) -> Path:
    (folder / "tinytorch").mkdir(parents=True)
    (folder / "tinytorch/__init__.py").touch()
    return folder.resolve()


def found(start: Path) -> Path:
    use_tinytorch(start)
    return Path(sys.path[0])


def test_the_nearest_at_or_above(tmp_path: Path) -> None:
    mine = package(tmp_path / "course")
    (mine / "02_fours").mkdir()
    assert found(mine / "02_fours") == found(mine) == mine
    nearer = package(mine / "02_fours")
    assert found(mine / "02_fours") == nearer


def test_the_reference_of_a_course_where_there_is_no_own_one(tmp_path: Path) -> None:
    reference = package(tmp_path / "tinytorch_solutions")
    (tmp_path / "source/02").mkdir(parents=True)
    assert found(tmp_path / "source/02") == reference
    own = package(tmp_path)
    assert found(tmp_path / "source/02") == own


def test_grading_decides_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beneath = package(tmp_path / "beneath")
    monkeypatch.setenv(VARIABLE, str(beneath))
    assert found(package(tmp_path / "own")) == beneath
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "beneath")
    assert found(tmp_path) == beneath  # also after the notebook has changed its folder


def test_it_stands_first_and_once(tmp_path: Path) -> None:
    mine, other = package(tmp_path / "a"), package(tmp_path / "b")
    for folder in (mine, mine, other, mine):
        assert found(folder) == folder
    assert sys.path.count(str(mine)) == sys.path.count(str(other)) == 1


def test_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tinytorch").mkdir()  # an empty folder is no package
    before = list(sys.path)
    if any((folder / "tinytorch/__init__.py").exists() for folder in tmp_path.parents):
        pytest.skip("there is a tinytorch above the temporary folder")
    with pytest.raises(ImportError, match=r"^There is no tinytorch/ in this folder or above it: finish and export"):
        use_tinytorch()
    assert sys.path == before


def test_students_need_the_standard_library_alone() -> None:
    text = Path(stack.__file__).read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
    assert os.environ.get(VARIABLE) is None
