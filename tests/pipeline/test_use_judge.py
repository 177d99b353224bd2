"""Two lines in the configuration of any course: its notebooks, graded by the judge where it can hold their tests."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from tito.gradebook.verdicts import Kind, Verdict, open_verdicts
from tito.judge.sandbox import probe

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "geometry"
from tito.plugins import use_judge
use_judge(c)
"""
HIDDEN = "### BEGIN HIDDEN TESTS\nassert area(2) == 4 * math.pi\n### END HIDDEN TESTS"
HELD = [
    (f"assert abs(area(1) - math.pi) < 1e-9\n{HIDDEN}", 3),
    ("2 if area(1) > 3 else 0.5", 2),
]  # fmt: skip
MAGIC = [("timed = %timeit -o -n1 -r1 area(2)\nassert area(3) > 28", 1)]
WORK = {"ann": "def area(r):\n    return math.pi * r**2", "bob": "def area(r):\n    return 0.1"}


def nbgrader(course: Path, *words: str) -> str:
    command = [str(Path(sys.executable).parent / "nbgrader"), *words]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def notebook(number: int, tests: list[tuple[str, int]]) -> nbformat.NotebookNode:
    solution = "def area(r):\n    ### BEGIN SOLUTION\n    return math.pi * r * r\n    ### END SOLUTION"
    cells = [
        _cell("import math", f"setup{number}", locked=True),
        _cell(solution, f"area{number}", solution=True),
        *(_cell(text, f"test{number}-{i}", grade=True, locked=True, points=p) for i, (text, p) in enumerate(tests)),
    ]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def _cell(source: str, grade_id: str, **more: object) -> nbformat.NotebookNode:
    meta = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**meta, "grade_id": grade_id, **more}})


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if probe().level != "namespaces":
        pytest.skip("grading elsewhere demands the sandbox, which this machine does not offer")
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    source = folder / "source" / "ps1"
    source.mkdir(parents=True)
    for number, tests in ((1, HELD), (2, MAGIC)):
        nbformat.write(notebook(number, tests), source / f"problem{number}.ipynb")
    nbgrader(folder, "generate_assignment", "ps1", "--create")
    for student, text in WORK.items():
        for number in (1, 2):
            node = nbformat.read(folder / "release" / "ps1" / f"problem{number}.ipynb", 4)
            node.cells[1].source = text
            path = folder / "submitted" / student / "ps1" / f"problem{number}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(node, path)
    nbgrader(folder, "autograde", "ps1")
    return folder


def _scores(course: Path, student: str) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        found = gradebook.find_submission("ps1", student)
        return {grade.name: grade.auto_score for one in found.notebooks for grade in one.grades}


def _verdict(course: Path, student: str) -> Verdict:
    with open_verdicts(f"sqlite:///{course}/gradebook.db") as verdicts:
        return verdicts.of("ps1")[student]


def test_marks_are_the_tests_and_partial_credit_stays(course: Path) -> None:
    assert _scores(course, "ann") == {"test1-0": 3.0, "test1-1": 2.0, "test2-0": 1.0}
    assert _scores(course, "bob") == {"test1-0": 0.0, "test1-1": 0.5, "test2-0": 0.0}


def test_a_notebook_that_the_judge_cannot_hold_is_run_by_stock_execution_and_this_is_said(course: Path) -> None:
    verdict = _verdict(course, "ann")
    assert verdict.kind is Kind.GRADED and set(verdict.engine.split(", ")) == {"judge", "stock"}
    assert verdict.level == "namespaces" and any("test2-0" in reason for reason in verdict.reasons)


def test_feedback_hides_what_is_hidden(course: Path) -> None:
    nbgrader(course, "generate_feedback", "ps1")
    page = (course / "feedback" / "bob" / "ps1" / "problem1.html").read_text()
    assert "4 * math.pi" not in page and "HIDDEN" not in page and "0 / 3" in page
