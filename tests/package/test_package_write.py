"""Writing generated files: only over generated ones, all or nothing."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tree
from tito import package
from tito.package import PackageError, stamped


def text(body: str) -> str:
    return stamped(body, "source/x.ipynb", "edit the notebook")


FILES = {"t/__init__.py": text("a = 1\n"), "t/core/b.py": text("b = 2\n"), "t/core/c.py": text("c = 3\n")}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    package.write(FILES, folder)
    return folder


def test_exactly_these_files(target: Path) -> None:
    assert tree(target) == {name: body.encode() for name, body in FILES.items()}
    assert package.differences(FILES, target) == []
    assert all((target / name).stat().st_mode & 0o777 == 0o644 for name in FILES)


def test_again_changes_nothing(target: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in target.rglob("*")}
    assert package.write(FILES, target) == []
    assert {p: p.stat().st_mtime_ns for p in target.rglob("*")} == before


def test_a_stale_generated_file_goes_and_a_new_one_comes(target: Path) -> None:
    new = {"t/__init__.py": FILES["t/__init__.py"], "t/core/b.py": text("b = 4\n"), "t/d.py": text("d\n")}
    assert sorted(package.differences(new, target)) == ["t/core/b.py", "t/core/c.py", "t/d.py"]
    changed = package.write(new, target)
    assert sorted(p.name for p in changed) == ["b.py", "c.py", "d.py"]
    assert tree(target) == {name: body.encode() for name, body in new.items()}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("t/core/b.py", FILES["t/core/b.py"] + "# mine\n", "was edited by hand, and the export would undo that: move"),
        ("t/core/b.py", FILES["t/core/b.py"].replace("sha256: ", "sha256: 0"), "was edited by hand"),
        ("t/core/b.py", "b = 3\n", "was not written by tito export"),
        ("t/notes.md", "keep me", "was not written by tito export"),
        ("t/blob.bin", b"\xff\xfe\x00", "was not written by tito export"),
        ("t/empty.py", "", "was not written by tito export"),
    ],
)
def test_what_it_did_not_write_is_refused_and_nothing_touched(
    target: Path, name: str, content: str | bytes, sentence: str
) -> None:
    (target / name).write_bytes(content.encode() if isinstance(content, str) else content)
    before = tree(target)
    with pytest.raises(PackageError, match=sentence) as raised:
        package.write({"t/__init__.py": text("new\n")}, target)
    assert str(target / name) in str(raised.value) and str(raised.value).endswith(".")
    assert tree(target) == before
    assert name in package.differences(FILES, target)
    package.write(FILES, target, force=True)
    assert package.differences(FILES, target) == []


def test_an_edit_names_the_notebook_to_change(target: Path) -> None:
    (target / "t/core/b.py").write_text(FILES["t/core/b.py"] + "# mine\n")
    with pytest.raises(PackageError, match=r"move the change into source/x\.ipynb, then delete the file\.$"):
        package.write(FILES, target)


def test_a_checkout_with_other_line_ends_is_put_right(target: Path) -> None:
    path = target / "t/core/b.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert package.differences(FILES, target) == ["t/core/b.py"]
    assert package.write(FILES, target) == [path]
    assert package.differences(FILES, target) == []


def test_what_python_leaves_there_is_no_concern(target: Path) -> None:
    (target / "t/__pycache__").mkdir()
    (target / "t/__pycache__/x.pyc").write_bytes(b"\0")
    assert package.write(FILES, target) == package.differences(FILES, target) == []


def test_what_a_killed_export_left_is_cleared_away(target: Path) -> None:
    (target / "t/.writing-abc").write_text("half a fi")
    package.write(FILES, target)
    assert tree(target) == {name: body.encode() for name, body in FILES.items()}


def test_a_link_is_replaced_and_what_it_points_at_left_alone(target: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text(text("elsewhere\n"))
    (target / "t/core/b.py").unlink()
    (target / "t/core/b.py").symlink_to(other)
    package.write(FILES, target)
    assert other.read_text() == text("elsewhere\n")
    assert not (target / "t/core/b.py").is_symlink()


NEW = {name: text(f"new {name}\n") for name in (*FILES, "t/new/d.py")}


def fails_after(count: int, real, number: int):
    """`real`, whose calls fail from one on, as they do on a disk that is full or has become read-only."""
    calls = []

    def act(*arguments, **options):
        calls.append(arguments)
        if len(calls) > count:
            raise OSError(number, os.strerror(number), str(options.get("dir", "")) + "/.writing-123")
        return real(*arguments, **options)

    return act


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC])
def test_a_disk_that_cannot_take_all_leaves_all_as_it_was(
    target: Path, monkeypatch: pytest.MonkeyPatch, count: int, number: int
) -> None:
    before = tree(target)
    monkeypatch.setattr(tempfile, "mkstemp", fails_after(count, tempfile.mkstemp, number))
    with pytest.raises(PackageError, match=rf"\.py cannot be written: {os.strerror(number)}\.$") as raised:
        package.write(NEW, target)
    monkeypatch.undo()
    assert ".writing" not in str(raised.value)
    assert tree(target) == before


class FullDisk:
    """A file whose data does not fit."""

    def __init__(self, handle: int, mode: str) -> None:
        self.file = REAL_FDOPEN(handle, mode)

    def __enter__(self) -> "FullDisk":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


REAL_FDOPEN = os.fdopen


def test_a_file_that_fits_half_is_not_there_at_all(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(target)
    monkeypatch.setattr(os, "fdopen", FullDisk)
    with pytest.raises(PackageError, match=r"cannot be written: No space left on device\.$"):
        package.write(NEW, target)
    monkeypatch.undo()
    assert tree(target) == before


def test_a_move_that_fails_leaves_whole_files_and_no_temporary(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(target)
    monkeypatch.setattr(os, "replace", fails_after(2, os.replace, errno.EROFS))
    with pytest.raises(PackageError, match="cannot be written: Read-only file system"):
        package.write(NEW, target)
    monkeypatch.undo()
    after = tree(target)
    assert after.keys() == before.keys()
    assert all(after[name] in (before[name], NEW[name].encode()) for name in after)
    package.write(NEW, target)
    assert package.differences(NEW, target) == []


def test_a_target_that_is_a_file_or_holds_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PackageError, match=r"cannot be written: .+\.$"):
        package.write(FILES, tmp_path / "file")
    (tmp_path / "out/t/core/b.py").mkdir(parents=True)
    with pytest.raises(PackageError, match=r"b\.py cannot be written: Is a directory\.$"):
        package.write(FILES, tmp_path / "out")
    assert not list(tmp_path.rglob(".writing-*"))


names = st.dictionaries(
    st.sampled_from(["t/a.py", "t/b.py", "t/c/d.py", "e.py"]), st.text(max_size=5).filter(str.isprintable).map(text)
)


@given(st.lists(names, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_whatever_was_there_it_ends_with_what_was_asked(states: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for files in states:
            package.write(files, Path(folder))
            assert tree(Path(folder)) == {name: body.encode() for name, body in files.items()}
