"""Graded folders are replaced whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from tito.judge import folders
from tito.judge.folders import read_folder, replace_folder, sweep

NEW = {"a.ipynb": b"new", "data/x.csv": b"1"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that was graded before."""
    folder = tmp_path / "autograded" / "ada" / "a"
    replace_folder(folder, {"a.ipynb": b"old", "gone.txt": b""}, 0o444)
    return folder


def test_a_folder_holds_exactly_the_new_files(target: Path) -> None:
    replace_folder(target, NEW, 0o444)
    assert read_folder(target) == NEW
    assert stat.S_IMODE((target / "data" / "x.csv").stat().st_mode) == 0o444
    assert [path.name for path in target.parent.iterdir()] == ["a"]


def test_a_group_may_write(target: Path) -> None:
    replace_folder(target, NEW, 0o664, group=True)
    for folder in (target, target / "data", target.parents[1]):
        assert folder.stat().st_mode & 0o2770 == 0o2770
    assert stat.S_IMODE((target / "a.ipynb").stat().st_mode) == 0o664


@pytest.mark.parametrize("step", ["_fill", "_swap"])
def test_a_failure_leaves_the_old_one(target: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device", "elsewhere")

    monkeypatch.setattr(folders, step, fail)
    with pytest.raises(OSError, match=r"No space left on device: '.*autograded/ada/a'"):
        replace_folder(target, NEW, 0o444)
    assert read_folder(target) == {"a.ipynb": b"old", "gone.txt": b""}
    assert [path.name for path in target.parent.iterdir()] == ["a"]


def test_what_a_killed_run_took_aside_goes_back(target: Path) -> None:
    target.rename(target.with_name(".a.old-1"))
    target.with_name(".a.new-2").mkdir()
    target.with_name(".ab.new-2").mkdir()
    sweep(target.parents[1], "a")
    assert read_folder(target) == {"a.ipynb": b"old", "gone.txt": b""}
    assert sorted(path.name for path in target.parent.iterdir()) == [".ab.new-2", "a"]


def test_an_old_folder_that_has_a_successor_is_cleared_away(target: Path) -> None:
    replace_folder(target.with_name(".a.old-1"), {"a.ipynb": b"older"}, 0o444)
    sweep(target.parents[1], "a")
    assert read_folder(target)["a.ipynb"] == b"old"
    assert [path.name for path in target.parent.iterdir()] == ["a"]


def test_links_are_not_read(target: Path) -> None:
    (target / "link").symlink_to("/etc/hostname")
    (target / "folder").symlink_to("/etc")
    os.mkfifo(target / "pipe")
    assert sorted(read_folder(target)) == ["a.ipynb", "gone.txt"]
