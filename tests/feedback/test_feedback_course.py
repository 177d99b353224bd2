"""Pages of a course on disk: marks as nbgrader reads them, the same bytes by every way, and files where it looks."""

import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from feedback_pages import Page, code, error, prose, small, write
from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from tito import plugins
from tito.feedback import reading, sheets, writing
from tito.feedback.sheets import FeedbackError, Sheets

HIDDEN = "assert f(4141) == 4142, 'a hidden line'"
TEST = f"assert f(1) == 1\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"
STUDENTS = ("ada", "ben", "o'<b>&")
MARKS: dict[str, dict[str, Any]] = {  # auto, manual, extra credit, and whether a person has yet to mark it
    "ada": {"t": (0, None, None, False), "w": (None, 7.5, 1, False), "task": (None, 2, None, False), "late": 2.5},
    "ben": {"t": (4, None, None, False), "w": (None, None, None, True), "task": (0, None, 0.5, True), "late": None},
    "o'<b>&": {"t": (4, 3, 2, False), "w": (0, None, None, False), "task": (None, None, None, True), "late": 99.0},
}


def notebook() -> dict[str, Any]:
    failed = error("KeyError", "5", "Cell In[2], line 1\n----> 1 assert f(1) == 1", "Cell In[1], line 1, in f(x)")
    cells = [
        code("def f(x): raise KeyError(5)", count=1, solution=True, grade_id="f", schema_version=3),
        code(TEST, failed, count=2, grade=True, grade_id="t", points=4, schema_version=3),
        prose("$x^2$, because.", solution=True, grade=True, grade_id="w", points=10, schema_version=3),
        prose("Draw.", task=True, grade_id="task", points=5, schema_version=3),
    ]
    for cell in cells:
        cell["metadata"]["nbgrader"] |= {"locked": False, "task": False} | cell["metadata"]["nbgrader"]
        cell["id"] = cell["metadata"]["nbgrader"]["grade_id"]
    return small(*cells, kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three graded submissions of the assignment `a`, one of them by somebody with a difficult name."""
    folder = tmp_path_factory.mktemp("made")
    write(folder / "source" / "a" / "a.ipynb", notebook())
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        warnings.filterwarnings("ignore", message=r"Object of type <\w+> not in session")
        with Gradebook(url(folder)) as book:
            _known(book)
            for student in STUDENTS:
                _graded(book, folder, student)
    return folder


@pytest.fixture
def root(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the working directory."""
    folder = tmp_path / "course"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


def _known(book: Gradebook) -> None:
    for name in ("a", "other"):
        book.add_assignment(name)
        book.add_notebook("a", name)
        book.add_grade_cell("t", "a", name, max_score=4, cell_type="code")
        book.add_grade_cell("w", "a", name, max_score=10, cell_type="markdown")
        book.add_solution_cell("f", "a", name)
        book.add_solution_cell("w", "a", name)
        book.add_task_cell("task", "a", name, max_score=5, cell_type="markdown")


def _graded(book: Gradebook, root: Path, student: str) -> None:
    book.add_student(student)
    for assignment in ("other", "a"):
        book.add_submission(assignment, student)
        for name in ("t", "w", "task"):
            grade = book.find_grade(name, "a", assignment, student)
            given = MARKS[student][name] if assignment == "a" else (1, 1, 1, True)
            grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade = given
        book.find_submission_notebook("a", assignment, student).late_submission_penalty = MARKS[student]["late"]
        book.find_comment("f", "a", assignment, student).auto_comment = "No response."
        book.find_comment("w", "a", assignment, student).manual_comment = f"{assignment}, *{student}*"
    book.db.commit()
    folder = root / "autograded" / student / "a"
    write(folder / "a.ipynb", notebook())
    (folder / "timestamp.txt").write_text("2026-01-12 18:00:00.000000 UTC")
    (folder / "submission_secret.txt").write_text("s3cret")
    (folder / "my data.csv").write_text("1,2\n")


def url(root: Path) -> str:
    return f"sqlite:///{root}/gradebook.db"


def nbgrader(root: Path, groupshared: bool = False) -> NbGraderAPI:
    """nbgrader as nbgrader_config.py sets it up."""
    config = Config()
    with warnings.catch_warnings():
        plugins.configure(config)
    config.CourseDirectory.root, config.CourseDirectory.db_url = str(root), url(root)
    config.CourseDirectory.groupshared = groupshared
    return NbGraderAPI(CourseDirectory(config=config), config=config)


class Here(Executor):
    """Renders at once, in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def pages(root: Path) -> dict[str, bytes]:
    return {path.parts[-3]: path.read_bytes() for path in (root / "feedback").glob("*/a/a.html")}


@pytest.fixture
def written(root: Path) -> dict[str, bytes]:
    assert list(writing.write_all(url(root), root, "a", STUDENTS, Here())) == [(s, None) for s in STUDENTS]
    return pages(root)


# ----------------------------------------------------------------------------------------------------- marks


@pytest.mark.parametrize("student", STUDENTS)
def test_marks_are_those_that_nbgrader_reads(root: Path, student: str) -> None:
    names = {"assignment": "a", "notebook": "a", "student": student, "db_url": url(root)}
    log = logging.getLogger("GetGrades")
    node, resources = GetGrades(log=log).preprocess(from_dict(notebook()), {"nbgrader": names})
    ours = reading.read(url(root), "a", STUDENTS)[student, "a"]
    assert ours.points == max(0, resources["nbgrader"]["score"])
    assert ours.max_points == resources["nbgrader"]["max_score"] == 19
    assert ours.penalty == resources["nbgrader"]["late_penalty"]
    theirs = {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader for cell in node.cells}
    for name, score in ours.scores.items():
        assert (score.points, score.max_points) == (theirs[name].score, theirs[name].points)
    for name, cell in theirs.items():
        assert ours.comments.get(name) == cell.get("comment")


def test_many_are_read_as_few_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = reading.read(url(root), "a", STUDENTS)
    assert set(few) == {(student, "a") for student in STUDENTS}
    assert reading.read(url(root), "a", ["ada"]) == {("ada", "a"): few["ada", "a"]}
    assert reading.read(url(root), "a", ["nobody"]) == reading.read(url(root), "none", STUDENTS) == {}
    monkeypatch.setattr(reading, "_FEW", 0)
    assert reading.read(url(root), "a", STUDENTS) == few


def test_reading_changes_nothing(root: Path, written: dict[str, bytes]) -> None:
    before = (root / "gradebook.db").read_bytes()
    reading.read(url(root), "a", STUDENTS)
    assert (root / "gradebook.db").read_bytes() == before


# ------------------------------------------------------------------------------------------------ files and ways


def test_nbgraders_own_command_writes_the_same_bytes(root: Path, written: dict[str, bytes]) -> None:
    for path in (root / "feedback").glob("*/a/a.html"):
        path.write_bytes(b"")
    result = nbgrader(root).generate_feedback("a", force=True)
    assert result["success"], result
    assert pages(root) == written
    assert set(written) == set(STUDENTS)


def test_files_are_those_that_release_feedback_needs(root: Path, written: dict[str, bytes]) -> None:
    for student in STUDENTS:
        folder = root / "feedback" / student / "a"
        found = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}
        assert found == dict.fromkeys(("a.html", "timestamp.txt", "submission_secret.txt"), "0o644")
        assert (folder / "submission_secret.txt").read_text() == "s3cret"


def test_a_group_of_graders_may_write(root: Path) -> None:
    assert list(writing.write_all(url(root), root, "a", ["ada"], Here(), groupshared=True)) == [("ada", None)]
    ours = _modes(root / "feedback")
    for path in (root / "feedback" / "ada" / "a").iterdir():
        path.unlink()
    assert nbgrader(root, groupshared=True).generate_feedback("a", "ada", force=True)["success"]
    theirs = _modes(root / "feedback")
    assert ours["ada/a/a.html"] == theirs["ada/a/a.html"] == "0o100664"
    assert ours["ada/a"] == theirs["ada/a"]


def _modes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): oct(path.stat().st_mode) for path in folder.rglob("*")}


def test_pages_hold_marks_names_and_no_hidden_line(written: dict[str, bytes]) -> None:
    for student, content in written.items():
        made = Page(content.decode())
        assert made.faults == []
        assert f"Student: {student}" in made.text
        assert f"a, {student}" in made.text, "the comment on this assignment, and not on another"
        assert "4141" not in made.text
        assert "KeyError: 5" in made.text
        assert "Cell In[1], line 1, in f: def f(x): raise KeyError(5)" in made.text
    assert "Score: 8 / 19" in Page(written["ada"].decode()).text


def test_processes_render_what_the_parent_read(root: Path, written: dict[str, bytes]) -> None:
    for path in (root / "feedback").glob("*/a/a.html"):
        path.unlink()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        assert dict(writing.write_all(url(root), root, "a", STUDENTS, executor)) == dict.fromkeys(STUDENTS)
    assert pages(root) == written


def test_one_bad_submission_costs_its_own_page(root: Path) -> None:
    bad = root / "autograded" / "ben" / "a" / "a.ipynb"
    bad.write_text("{")
    with ThreadPoolExecutor(1) as executor:
        found = dict(writing.write_all(url(root), root, "a", ["nobody", *STUDENTS], executor))
    assert found == {
        "nobody": "There is no graded notebook of a by nobody: grade it first.", "ada": None,
        "ben": "The graded notebook cannot be read: grade it again.", "o'<b>&": None,
    }  # fmt: skip
    assert set(pages(root)) == {"ada", "o'<b>&"}
    result = nbgrader(root).generate_feedback("a", "ben", force=True)
    assert not result["success"]
    assert "The graded notebook cannot be read" in result["log"]


def test_a_graded_notebook_that_the_gradebook_lacks(root: Path) -> None:
    write(root / "autograded" / "eve" / "a" / "a.ipynb", notebook())
    assert sheets.graded(root, "a") == sorted([*STUDENTS, "eve"])
    with pytest.raises(FeedbackError, match="The gradebook has no a of a by eve"):
        Sheets(url(root), root, "a", ["eve"]).of("eve")


def test_links_are_not_copied_along(root: Path) -> None:
    secret = root / "autograded" / "ada" / "a" / "submission_secret.txt"
    secret.unlink()
    secret.symlink_to(root / "gradebook.db")
    assert list(writing.write_all(url(root), root, "a", ["ada"], Here())) == [("ada", None)]
    assert not (root / "feedback" / "ada" / "a" / "submission_secret.txt").exists()


def test_whoever_stops_listening_leaves_no_page_behind_in_the_executor(root: Path) -> None:
    class Idle(Executor):
        futures: list[Future[Any]] = []  # noqa: RUF012 - one test

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.futures.append(Future())
            return self.futures[-1]

    def interrupted() -> Iterator[str]:
        yield "ada"
        raise KeyboardInterrupt

    idle = Idle()
    with pytest.raises(KeyboardInterrupt):
        list(writing.write_all(url(root), root, "a", Names(interrupted), idle))
    assert [future.cancelled() for future in idle.futures] == [True]


class Names(tuple):  # a sequence whose second walk is interrupted, as Ctrl-C does
    def __new__(cls, walk: Any) -> "Names":
        made = super().__new__(cls, ("ada",))
        made.walks = [iter(("ada",)), walk()]
        return made

    def __iter__(self) -> Iterator[str]:
        return self.walks.pop(0)
