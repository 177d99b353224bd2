"""The folder of a rehearsal: a course of its own, in nobody's way."""

from pathlib import Path

import pytest
from rehearsal_plays import COURSE

from tests.tiny import tree
from tito import audited
from tito.course import Course
from tito.gradebook import records
from tito.rehearsal import stage
from tito.rehearsal.folders import MARKER, RehearsalError


def test_it_is_the_course_without_its_people(tmp_path: Path) -> None:
    copy = stage.prepare(COURSE, tmp_path / "demo")
    assert [row.id for row in copy.built()] == [row.id for row in COURSE.built()]
    for row in copy.built():
        assert copy.source(row).read_bytes() == COURSE.source(row).read_bytes()
    names = [".gitignore", MARKER, "course.toml", "nbgrader_config.py", "source"]
    assert sorted(p.name for p in copy.root.iterdir() if p.name != "bank") == names


def test_it_is_let_out_as_the_course_is(tmp_path: Path) -> None:
    """Audits are copied as they are committed, and nothing else of the bank."""
    first, second = COURSE.built()[:2]
    real = real_course(tmp_path / "real", "c = get_config()\n")
    place = audited.place(real, first)
    place.parent.mkdir(parents=True)
    place.write_text("as it is committed")
    (place.parent / "right.py").write_text("a solution")
    copy = stage.prepare(real, tmp_path / "demo")
    assert tree(copy.root / "bank") == {f"{first.id}/audit.json": b"as it is committed"}
    assert "has not been audited" in audited.refusal(copy, second)
    place.unlink()
    assert not (stage.prepare(real, tmp_path / "demo").root / "bank").exists()


def test_it_may_be_made_again(tmp_path: Path) -> None:
    stage.prepare(COURSE, tmp_path / "demo")
    (tmp_path / "demo" / "submitted").mkdir()
    (tmp_path / "demo" / "source" / "old").mkdir()
    stage.prepare(COURSE, tmp_path / "demo")
    assert (tmp_path / "demo" / "submitted").is_dir()
    assert not (tmp_path / "demo" / "source" / "old").exists()


def real_course(root: Path, config: str) -> Course:
    root.mkdir()
    (root / "course.toml").write_bytes((COURSE.root / "course.toml").read_bytes())
    (root / "nbgrader_config.py").write_text(config)
    (root / "source").symlink_to(COURSE.root / "source")
    return Course.load(root)


def test_it_never_uses_the_real_gradebook(tmp_path: Path) -> None:
    """A course that keeps its marks in a database elsewhere is rehearsed in a file of its own."""
    config = 'c = get_config()\nc.CourseDirectory.db_url = "postgresql://real/marks"\n'
    real = real_course(tmp_path / "real", config)
    copy = stage.prepare(real, tmp_path / "demo")
    assert records.url(real.root) == "postgresql://real/marks"
    assert records.url(copy.root) == f"sqlite:///{tmp_path}/demo/gradebook.db"
    text = (copy.root / "nbgrader_config.py").read_text()
    assert str(tmp_path) not in text


@pytest.mark.parametrize("place", ["", "..", "source"])
def test_it_is_never_the_course_itself(tmp_path: Path, place: str) -> None:
    real = real_course(tmp_path / "real", "c = get_config()\n")
    with pytest.raises(RehearsalError):
        stage.prepare(real, real.root / place)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(RehearsalError, match="is not from a rehearsal"):
        stage.prepare(COURSE, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("not a folder")
    with pytest.raises(RehearsalError, match="is not from a rehearsal"):
        stage.prepare(COURSE, tmp_path / "demo")
