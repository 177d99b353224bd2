"""What the plug-ins noted becomes a verdict, and SaveVerdict keeps one a submission."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from plugin_course import Desk
from traitlets.config import Config

from tito.course import CourseError
from tito.gradebook.kinds import STOCK, Kind
from tito.gradebook.verdicts import open_verdicts
from tito.judge.released import Sheet
from tito.judge.words import MARK, decide, decide_all, said
from tito.judge.work import Ran
from tito.plugins import configure
from tito.plugins.place import Place
from tito.plugins.verdict import SaveVerdict

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("word", "kind", "reasons"),
    [
        ({}, Kind.GRADED, []),
        ({"notes": [], "incidents": [], "missing": [], "broken": {}}, Kind.GRADED, []),
        ({"unreadable": "a.ipynb is not JSON.", "notes": ["x"]}, Kind.NOT_GRADABLE, ["a.ipynb is not JSON."]),
        ({"notes": ["n"], "incidents": ["i"]}, Kind.NEEDS_REVIEW, ["n", "i"]),
        ({"engine": "judge", "level": "none"}, Kind.GRADED, []),
        ({"engine": "stock", "stock": "w"}, Kind.GRADED, [f"{STOCK}w"]),
        ({"stock": "w", "review": ["r"]}, Kind.NEEDS_REVIEW, ["r", f"{STOCK}w"]),
        (
            {"missing": ["01_tensor"], "broken": {"02_activations": ["the cell 'relu' is missing"]}},
            Kind.NEEDS_REVIEW,
            [
                "01_tensor was not handed in, and this milestone stands on it",
                "in their 02_activations, the cell 'relu' is missing",
            ],
        ),
    ],
)
def test_decide(word: dict, kind: Kind, reasons: list[str]) -> None:
    assert decide(word) == (kind, reasons)


def test_the_gravest_of_several_notebooks_decides() -> None:
    assert decide_all([{}, {"notes": ["n"]}]) == (Kind.NEEDS_REVIEW, ["n"])
    assert decide_all([{"unreadable": "u"}, {"notes": ["n"]}, {}]) == (Kind.NOT_GRADABLE, ["u", "n"])
    assert decide_all([{}]) == (Kind.GRADED, [])


def test_one_verdict_a_submission_however_often_it_is_graded(desk: Desk) -> None:
    for word in ({"notes": ["'x' had been deleted"]}, {"notes": []}):
        SaveVerdict().preprocess(new_notebook(metadata={MARK: word}), desk.resources())
    SaveVerdict().preprocess(new_notebook(metadata={MARK: {"unreadable": "u"}}), desk.resources("bob"))
    with open_verdicts(desk.db_url) as verdicts:
        found = verdicts.of("a")
    assert {name: one.kind for name, one in found.items()} == {"ann": Kind.GRADED, "bob": Kind.NOT_GRADABLE}


def test_other_notebooks_of_a_submission_count(desk: Desk) -> None:
    folder = desk.root / "autograded" / "ann" / "a"
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(metadata={MARK: {"incidents": ["cell 1 ran longer than 2 s"]}}), folder / "0.ipynb")
    SaveVerdict().preprocess(new_notebook(metadata={MARK: {}}), desk.resources())
    with open_verdicts(desk.db_url) as verdicts:
        found = verdicts.get("a", "ann")
    assert found is not None
    assert (found.kind, found.reasons) == (Kind.NEEDS_REVIEW, ("cell 1 ran longer than 2 s",))


def test_by_what_all_notebooks_of_a_submission_were_run(desk: Desk) -> None:
    folder = desk.root / "autograded" / "ann" / "a"
    folder.mkdir(parents=True)
    first, second = {"engine": "stock", "level": "namespaces"}, {"engine": "judge", "level": "namespaces"}
    nbformat.write(new_notebook(metadata={MARK: first}), folder / "0.ipynb")
    SaveVerdict().preprocess(new_notebook(metadata={MARK: second}), desk.resources())
    SaveVerdict().preprocess(new_notebook(metadata={MARK: {}}), desk.resources("bob"))
    with open_verdicts(desk.db_url) as verdicts:
        found = {name: (one.engine, one.level) for name, one in verdicts.of("a").items()}
    assert found == {"ann": ("judge, stock", "namespaces"), "bob": ("", "")}


@pytest.mark.parametrize(
    ("sheet", "engine", "why"),
    [
        (Sheet("a", ()), "judge", None),
        (Sheet("a", (), why="w"), "stock", "w"),
        (Sheet("a", (), {"name": "ir", "language": "R"}), "stock", "the judge runs Python, and the kernel of a is ir"),
        (Sheet("a", ()), "stock", None),  # somebody wanted it so
    ],
)
def test_a_run_leaves_word_of_its_engine_and_why(sheet: Sheet, engine: str, why: str | None) -> None:
    word = said(Ran(engine=engine, level="pod"), sheet)
    assert (word["engine"], word["level"], word.get("stock")) == (engine, "pod", why)


def test_an_assignment_of_no_course_has_no_row_and_a_wrong_course_file_stops(desk: Desk) -> None:
    """A mistake in course.toml once meant: no package, no limits of the course, and 0 for everybody."""
    place = Place.of(desk.resources())
    assert place.row() is None
    shutil.copy(ROOT / "course.toml", desk.root)
    assert place.row() is None, "the course has no assignment of that name"
    (desk.root / "course.toml").write_text("title = ")
    with pytest.raises(CourseError):
        place.row()


@pytest.mark.filterwarnings("ignore:Object of type <.*> not in session")
def test_a_submission_to_review_is_flagged_in_formgraders_list_and_no_other(desk: Desk) -> None:
    with Gradebook(desk.db_url) as book:
        for student in ("ann", "bob"):
            book.add_student(student)
            book.add_submission("a", student)
    SaveVerdict().preprocess(new_notebook(metadata={MARK: {"notes": ["'x' had been deleted"]}}), desk.resources("ann"))
    SaveVerdict().preprocess(new_notebook(metadata={MARK: {}}), desk.resources("bob"))
    with Gradebook(desk.db_url) as book:
        flags = {name: book.find_submission_notebook("a", "a", name).flagged for name in ("ann", "bob")}
    assert flags == {"ann": True, "bob": False}


@pytest.mark.parametrize("late", ["none", "zero"])
def test_the_penalty_for_late_work_is_what_the_course_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    text = (ROOT / "course.toml").read_text()
    (tmp_path / "course.toml").write_text(text.replace('\nlate = "none"', f'\nlate = "{late}"'))
    monkeypatch.chdir(tmp_path)
    config = Config()
    configure(config)
    assert config.LateSubmissionPlugin.penalty_method == late
