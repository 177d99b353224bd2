"""References that are released to catch up: never before the deadline, and then with the releases that need them."""

import contextlib
import datetime
import sys
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from student_folder import Student

from tests import tiny
from tito import catchup, package, release
from tito import notebook as nb
from tito.catchup import CatchUpError
from tito.course import Course

NOW = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
DAY = datetime.timedelta(days=1)


def due(course: Course, name: str, when: datetime.datetime | None, extension: datetime.timedelta | None = None) -> None:
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        warnings.simplefilter("ignore")  # SQLAlchemy remarks on how nbgrader adds rows
        gradebook.update_or_create_assignment(name, duedate=when)
        if extension is not None:
            gradebook.update_or_create_student("ada")
            gradebook.update_or_create_submission(name, "ada").extension = extension
            gradebook.db.commit()


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")  # nbgrader wants alembic
    return tiny.make_course(tmp_path / "instructor")


@pytest.mark.parametrize(
    ("when", "extension", "sentence"),
    [
        (None, None, "has no due date"),
        (NOW + DAY, None, "can be handed in until"),
        (NOW - DAY, 2 * DAY, "extensions included"),
    ],
)
def test_never_before_the_deadline(student: Student, course: Course, when, extension, sentence: str) -> None:
    due(course, "01_numbers", when, extension)
    said = student.tito("module catch-up 1", course.root)
    assert said.code == 1 and sentence in said.err and len(said.err.splitlines()) == 1
    assert not (course.root / catchup.RECORD).exists()


def test_without_a_gradebook_none_is_made(student: Student, course: Course) -> None:
    assert student.tito("module catch-up 1", course.root).code == 1
    assert not (course.root / "gradebook.db").exists()


def test_after_it_the_reference_goes_out_with_what_stands_on_it(student: Student, course: Course) -> None:
    due(course, "01_numbers", NOW - DAY, DAY / 2)
    said = student.tito("module catch-up 1 --json", course.root).json
    assert said["new"] and said["goes_with"] == ["02_fours", "m01_race", "03_sums"]
    assert not student.tito("module catch-up 1 --json", course.root).json["new"]
    assert catchup.references(course, course.assignment("01")) == {}, "never with the module itself"
    text = catchup.references(course, course.assignment("02"))["01_numbers"]
    assert text.split("\n", 2)[2] == package.reference(course)["tinytorch/core/numbers.py"].split("\n", 2)[2]
    due(course, "01_numbers", NOW + DAY)
    with pytest.raises(CatchUpError, match="can be handed in until"):
        catchup.references(course, course.assignment("02"))


@pytest.mark.parametrize("text", ["{", "[]", '{"09_none": "x"}'])
def test_a_spoilt_list_is_said(course: Course, text: str) -> None:
    (course.root / catchup.RECORD).write_text(text)
    with pytest.raises(CatchUpError, match="cannot be read: mend it"):
        catchup.recorded(course)


def test_the_scan_lets_through_the_handout_and_nothing_else(student: Student, course: Course) -> None:
    path = student.fetch("02_fours", references=("01_numbers",))
    source = nb.read(course.source("02"))
    given = {"01_numbers": catchup.text_of(course, course.module("01"))}
    assert release.scan_release(source, path.parent, given) == []
    assert "01_numbers.py should not be there" in release.scan_release(source, path.parent)[0]
    place = path.parent / "course"
    for name in ("extra.txt", "catch-up/02_fours.py", "catch-up/notes.md", "deep/course.json"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("x")
        assert [f"course/{name} should not be there: tito writes that folder, and it holds no other file"] == (
            release.scan_release(source, path.parent, given)
        )
        (place / name).unlink()
    (place / "catch-up/01_numbers.py").write_text("another")
    assert "is not the reference as it stands" in release.scan_release(source, path.parent, given)[0]


def test_the_scan_looks_into_the_copy_of_the_release(student: Student, course: Course) -> None:
    path = student.fetch("01_numbers")
    source = nb.read(course.source("01"))
    assert release.scan_release(source, path.parent) == []
    (path.parent / "course/released.json").write_text(course.source("01").read_text())
    assert any("course/released.json: the notebook shows" in said for said in release.scan_release(source, path.parent))
    (path.parent / "course/released.json").write_text("{")
    assert any("it is not JSON" in said for said in release.scan_release(source, path.parent))


def test_generated_with_nbgrader(student: Student, course: Course) -> None:
    from tests.conftest import ROOT
    from tito.judge.api import api

    (course.root / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    due(course, "01_numbers", NOW - DAY)
    assert student.tito("module catch-up 1", course.root).code == 0
    with contextlib.chdir(course.root):
        for name in ("01_numbers", "02_fours"):
            result = api(str(course.root)).generate_assignment(name, force=True, create=True)
            assert result["success"], result.get("log")
    files = {p.relative_to(course.root / "release").as_posix() for p in (course.root / "release").rglob("*.*")}
    assert files >= {"01_numbers/course/released.json", "02_fours/course/catch-up/01_numbers.py"}
    assert not [name for name in files if name.startswith("01_numbers/course/catch-up")]
    for name in ("1", "2"):
        assert student.tito(f"scan {name}", course.root).code == 0
