"""The unit of work: it can be pickled, and whatever a submission holds, it comes to a result."""

import json
import pickle
from pathlib import Path

import nbformat
import pytest
from fake_engine import FakeEngine, plug_in
from judge_course import NAME, Room
from nbformat.v4 import new_output
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import determine_grade

from tito.gradebook.grading import open_book
from tito.judge import preparing, scoring, settings, trimming, unit
from tito.judge.preparing import Preparing
from tito.judge.settings import Cleaning, GradingError
from tito.judge.unit import Result, Unit


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return plug_in(monkeypatch)


def made(room: Room, student: str) -> Unit:
    """The unit of a submission in the room."""
    with open_book(room.db_url, NAME) as book:
        sheets = preparing.sheets(room.root, NAME, book.released)
    return Preparing(room.course, room.row, settings.read(room.root, NAME), sheets).unit(student)


def graded(one: Unit) -> Result:
    """As in another process."""
    return pickle.loads(pickle.dumps(unit.grade(pickle.loads(pickle.dumps(one)))))


def test_bytes_in_and_scores_out(room: Room, engine: FakeEngine) -> None:
    room.hand_in("ada")
    (room.folder("ada") / "data.csv").write_bytes(b"\xff")
    one = made(room, "ada")
    (notebook,) = graded(one).notebooks
    assert notebook.scores == {"test-twice": 70, "answer": None}
    assert notebook.comments == {"twice": None, "answer": None}
    node = nbformat.reads(notebook.data.decode(), as_version=4)
    nbformat.validate(node)
    counts = [cell.execution_count for cell in node.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert graded(one).seconds.keys() == {"student", "judge", "worker"}
    job = engine.jobs[-1]
    assert job.files == {"data.csv": b"\xff"}
    assert {cell.grade_id: cell.kind for cell in job.cells} == {
        "setup": "provided", "import-checks": "provided", "twice": "student", "test-twice": "test",
    }  # fmt: skip
    assert "from tito import checks" in job.imports
    assert job.limits.cell_seconds == room.row.limits.cell_seconds


def test_a_test_that_did_not_pass_shows_an_error_whatever_it_printed(room: Room, engine: FakeEngine) -> None:
    """The engine's word counts, not the outputs: they alone would read as full marks."""
    room.hand_in("ada")
    run = engine.run

    def silent(job: object) -> object:
        outcome = run(job)
        return type(outcome)(**{**vars(outcome), "passed": {}})

    engine.run = silent  # type: ignore[method-assign]
    assert graded(made(room, "ada")).notebooks[0].scores["test-twice"] == 0


def test_a_kernel_of_the_students_choice_is_not_chosen(room: Room, engine: FakeEngine) -> None:
    """It would be run by stock execution, outside the sandbox."""
    path = room.hand_in("ada")
    node = json.loads(path.read_text())
    node["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    path.write_text(json.dumps(node))
    assert graded(made(room, "ada")).notebooks[0].ran.engine == "judge"
    assert engine.jobs


@pytest.mark.parametrize("text", ["", "[]", '{"nbformat": 4}', '{"nbformat": 3}', "\ud800", "[" * 100_000])
def test_what_is_no_notebook_is_graded_as_a_blank_one(room: Room, engine: FakeEngine, text: str) -> None:
    room.hand_in("ada").write_bytes(text.encode("utf-8", "surrogatepass"))
    (notebook,) = graded(made(room, "ada")).notebooks
    assert notebook.word["unreadable"].startswith("01_tensor.ipynb ")
    assert notebook.scores == {"test-twice": 0, "answer": 0}


@pytest.mark.parametrize(
    ("value", "score"),
    [("35", 35), ("0.0", 0), ("71", 0), ("nan", 70), ("'full'", 70), ("-1", 70)],
)
def test_partial_credit_is_nbgraders_but_for_what_stops_it(value: str, score: float) -> None:
    meta = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "points": 70, "schema_version": 3}
    cell = nbformat.v4.new_code_cell("x", metadata={"nbgrader": meta})
    cell.outputs = [new_output("execute_result", {"text/plain": value})]
    found, faults = scoring.scores(nbformat.v4.new_notebook(cells=[cell]))
    assert found == {"t": score}
    if value == "71":
        assert faults == [
            "'t' has a result that is no partial credit: partial credit cannot be greater than maximum points for cell"
        ]
        with pytest.raises(ValueError, match="partial credit"):
            determine_grade(cell)
    else:
        assert not faults
        assert determine_grade(cell)[0] == score


@pytest.mark.parametrize("lines", [-1, 1, 2, 3, 7, 1000])
@pytest.mark.parametrize("traceback", [-1, 2, 3, 100])
def test_outputs_are_cut_as_limit_output_cuts_them(lines: int, traceback: int) -> None:
    def notebook() -> nbformat.NotebookNode:
        cell = nbformat.v4.new_code_cell("x", id="c")
        cell.outputs = [
            new_output("stream", text="a\nb\nc"), new_output("display_data", {"text/plain": "d"}),
            new_output("stream", text="e\n"), new_output("stream", text="\n" * 5),
            new_output("error", ename="E", evalue="e", traceback=[str(n) for n in range(9)]),
        ]  # fmt: skip
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("m", id="m"), cell])

    ours, theirs = notebook(), notebook()
    trimming.limit_lines(ours, Cleaning(lines=lines, traceback=traceback))
    LimitOutput(max_lines=lines, max_traceback=traceback).preprocess(theirs, {})
    assert ours == theirs


@pytest.mark.parametrize(
    "line",
    [
        'c.Autograde.autograde_preprocessors = [*c.Autograde.autograde_preprocessors, "mine.Own"]',
        "c.Autograde.sanitize_preprocessors = []",
        "c.BaseConverter.post_convert_hook = print",
    ],
)
def test_what_only_nbgrader_runs_is_refused_by_name(room: Room, line: str) -> None:
    config: Path = room.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n{line}\n")
    option = line.partition(" ")[0].rpartition(".")[2]
    with pytest.raises(GradingError, match=rf"its own Autograde\.{option}, .*: use nbgrader autograde"):
        room.grade()
