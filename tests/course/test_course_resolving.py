"""What a user types, and where a course is found."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course import Course, CourseError

REAL = Course.load(Path(__file__).parents[2])


@pytest.mark.parametrize("text", ["5", "05", "05_autograd", 5, "autograd", " 05 ", "AUTOGRAD"])
def test_every_spelling_of_a_module(course: Course, text: str | int) -> None:
    assert course.assignment(text) is course.modules[4]


@pytest.mark.parametrize("text", ["m1", "m01", "m01_perceptron", "perceptron", "M1"])
def test_every_spelling_of_a_milestone(course: Course, text: str) -> None:
    assert course.assignment(text) is course.milestones[0]


@given(st.data())
def test_all_spellings_of_a_row_mean_that_row(data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(REAL.assignments))
    text = data.draw(st.sampled_from(row.spellings))
    case = data.draw(st.sampled_from([str.lower, str.upper, str.title]))
    blanks = data.draw(st.sampled_from(["", " ", "\t"]))
    assert REAL.assignment(f"{blanks}{case(text)}{blanks}") is row
    assert (REAL.module if row.kind == "module" else REAL.milestone)(text) is row
    if row.kind == "module" and text.isdigit():
        assert REAL.assignment(int(text)) is row


@given(st.one_of(st.text(), st.integers(), st.from_regex(r"m?\d+(_[a-z]+)?", fullmatch=True)))
def test_any_other_text_is_a_course_error(text: str | int) -> None:
    known = {spelling for row in REAL.assignments for spelling in row.spellings}
    if str(text).strip().lower() in known:
        assert REAL.assignment(text).id
    else:
        with pytest.raises(CourseError, match=r"^There is no module or milestone"):
            REAL.assignment(text)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("99", "."),
        (0, "."),
        ("m7", "."),
        ("", "."),
        ("autogard", "; did you mean 05_autograd?"),
        ("5_autograd", "; did you mean 05_autograd?"),
        ("m2_perceptron", "; did you mean m01_perceptron?"),
    ],
)
def test_an_unknown_name_gets_one_sentence(course: Course, text: str | int, end: str) -> None:
    with pytest.raises(CourseError) as raised:
        course.assignment(text)
    offer = "modules are 01 to 20, milestones m01 to m06"
    assert str(raised.value) == f"There is no module or milestone '{text}': {offer}{end}"


def test_a_module_where_a_milestone_is_wanted_and_the_other_way_round(course: Course) -> None:
    assert course.milestone("1").id == course.milestone("01").id == "m01_perceptron"
    with pytest.raises(CourseError) as raised:
        course.milestone("tensor")
    assert str(raised.value) == "01_tensor is a module: give a milestone, m01 to m06."
    with pytest.raises(CourseError) as raised:
        course.module("m1")
    assert str(raised.value) == "m01_perceptron is a milestone: give a module, 01 to 20."


def test_prerequisites_take_a_row_or_any_spelling(course: Course) -> None:
    below = course.prerequisites("m01")
    assert below == course.prerequisites(course.milestones[0]) == course.prerequisites("perceptron")
    assert [module.id for module in below] == ["01_tensor", "02_activations", "03_layers"]
    assert course.prerequisites(1) == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that is a course."""
    text = (REAL.root / "course.toml").read_text(encoding="utf-8")
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_course_is_found_from_any_folder_in_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = home / "source" / "05_autograd"
    deep.mkdir(parents=True)
    assert Course.find(deep).root == home
    assert Course.find(str(deep / "05_autograd.ipynb")).root == home
    monkeypatch.chdir(deep)
    assert Course.find().root == home
    assert Course.load(home) == Course.load(home / "course.toml")


def test_a_folder_outside_a_course_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as raised:
        Course.find(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path} is not in a course: it and the folders above it hold no course.toml; "
        "change to your course folder and try again."
    )


def test_a_deleted_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(CourseError, match=r"^The working directory is gone: change to your course folder\.$"):
        Course.find()


def test_where_a_notebook_is(home: Path) -> None:
    course = Course.load(home)
    for spelling in (5, "05_autograd", course.modules[4]):
        assert course.source(spelling) == home / "source" / "05_autograd" / "05_autograd.ipynb"


def test_built_rows_must_have_a_notebook_only_when_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    course = Course.load(home)
    for row in course.built():
        course.source(row).parent.mkdir(parents=True)
        course.source(row).touch()
    course.check_sources()
    course.source("m01").unlink()
    with pytest.raises(CourseError) as raised:
        course.check_sources()
    assert str(raised.value) == (
        "course.toml: milestones[0].built (m01_perceptron): says true, "
        "but source/m01_perceptron/m01_perceptron.ipynb does not exist."
    )
