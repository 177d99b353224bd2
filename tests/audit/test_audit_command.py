"""`tito audit` as a person runs it: on a course, on somebody else's notebook, and on what cannot be audited."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from audit_bench import Here, Room, here

from tests import tiny
from tito.audit import auditing, cache
from tito.audit.errors import AuditError
from tito.audit.mutants import library
from tito.cli import audit as command
from tito.course import CourseError

FOREIGN = [
    tiny.exercise("area", "def area(a, b):\n    ### BEGIN SOLUTION\n    return a * b\n    ### END SOLUTION"),
    tiny.test("test-area", "assert area(2, 3) == 6\nassert area(2, 2) == 4", 2, [], []),
    tiny.exercise("rim", "def rim(a, b):\n    ### BEGIN SOLUTION\n    return 2 * (a + b)\n    ### END SOLUTION"),
    tiny.test("test-rim", "assert rim(1, 1) == 4", 2, [], []),
]
for cell in FOREIGN:
    cell.metadata.pop("tito", None)  # as nbgrader makes them


def audit(named: str | None, **options: Any) -> int:
    """The command in this process; its exit code."""
    usual: dict[str, Any] = {
        "everything": False, "again": False, "workers": 1, "reruns": 0, "contention": 0,
        "survivors": False, "as_json": False,
    }  # fmt: skip
    try:
        command.audit(named, **(usual | options))
    except typer.Exit as ended:
        return ended.exit_code
    return 0


@pytest.fixture
def course(room: Room, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "pool", here)
    monkeypatch.chdir(room.course.root)
    return room.course.root


def test_a_full_run_commits_its_result_and_a_lesser_one_does_not(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = course / "bank/01_numbers/audit.json"
    assert audit("1") == 0 and not result.exists()
    shown = capsys.readouterr().out
    assert "Audit of 01_numbers" in shown and "reports/audit/01_numbers.html" in shown
    monkeypatch.setattr(auditing, "RERUNS", 1)
    monkeypatch.setattr(auditing, "CONTENTION", 1)
    assert audit("1", reruns=1, contention=1, as_json=True) == 0
    document = json.loads(capsys.readouterr().out)
    committed = json.loads(result.read_text())
    assert committed["passed"] and committed["reruns"] == 1
    assert {key: document[key] for key in committed} == committed and document["survivors"] == {}
    assert "Every gate is passed" in (course / "reports/audit/01_numbers.html").read_text()
    kept = course / cache.FOLDER / "01_numbers.jsonl"
    before = kept.read_text()
    assert audit("1", reruns=1, contention=1) == 0
    assert kept.read_text().split() == before.split()  # nothing was run, nothing is kept twice


def test_an_edit_meanwhile_is_not_taken_for_what_was_audited(
    course: Path, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited = auditing.audited

    def edited(*arguments: Any) -> Any:
        found = audited(*arguments)
        notebook = room.course.source("01_numbers")
        notebook.write_text(notebook.read_text() + "\n")
        return found

    monkeypatch.setattr(auditing, "audited", edited)
    with pytest.raises(AuditError, match=r"^01_numbers was edited while its audit ran: run tito"):
        audit("1")
    assert not (course / "reports").exists()


def test_below_the_bar_it_says_which_exercise_and_prints_what_survives(
    course: Path, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    room.replace("test-root", "3.0, rule", "3.0, rtol=0.9, rule")
    room.replace("test-root", "1.5, rule", "1.5, rtol=0.9, rule")
    assert audit("01_numbers") == 1
    assert "mutants: exercise 'root': " in capsys.readouterr().out
    assert audit("01_numbers", survivors=True) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("## root\n\n```diff\n- return math.sqrt(double(x) / 2.0)\n")
    (course / "bank/01_numbers/equivalent.md").write_text(printed)
    assert audit("01_numbers") == 1
    assert "has no argument: write below its diff" in capsys.readouterr().out


def test_any_nbgrader_assignment(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What its tests test is measured. It needs no course around it, and no bank."""
    path = tiny.save(FOREIGN, tmp_path / "elsewhere" / "areas.ipynb")
    assert audit(str(path), reruns=1, as_json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["exercises"]["area"]["survived"] == 0 < found["exercises"]["rim"]["survived"]
    assert "- return 2 * (a + b)\n+ return 2 + (a + b)" in found["survivors"]["rim"]
    assert set(found["blame"]["area"]) == {"test-area"} and set(found["blame"]["rim"]) == {"test-rim"}
    assert found["bank"] is None and list(found["gates"]) == ["blank", "reference", "mutants", "reruns"]
    assert (course / "reports/audit/areas.html").is_file()
    assert sorted(path.parent.iterdir()) == [path]


def test_a_path_into_the_course_is_the_assignment(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("source/01_numbers/01_numbers.ipynb") == 0
    assert "right bank" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([FOREIGN[0]], r"has no test cell of nbgrader's with a grade_id: there is nothing to audit\."),
        ([FOREIGN[1]], r"has no solution cell of nbgrader's with a grade_id: there is nothing to audit\."),
        ([*FOREIGN, FOREIGN[1]], r"cell 5 \('test-area'\) needs a grade_id of its own"),
        ([tiny.exercise("a", "### BEGIN SOLUTION"), FOREIGN[1]], r"cell 1 \('a'\): 'BEGIN SOLUTION' has no 'END"),
    ],
)
def test_what_cannot_be_audited(course: Path, tmp_path: Path, cells: list, sentence: str) -> None:
    path = tiny.save(cells, tmp_path / "elsewhere" / "areas.ipynb")
    with pytest.raises(AuditError, match=sentence):
        audit(str(path.parent))


def test_which_assignment(course: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Say which assignment"):
        audit(None)
    for name in ("a.ipynb", "b.ipynb"):
        tiny.save(FOREIGN, tmp_path / "two" / name)
    with pytest.raises(AuditError, match="holds 2 notebooks: name the one to audit"):
        audit(str(tmp_path / "two"))


def test_interrupted(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "pool", lambda workers: contextlib.nullcontext(Here(last=3)))
    assert audit("1") == 130
    assert "run the same command again to go on" in capsys.readouterr().err


def test_the_command_itself_in_processes_of_its_own(tmp_path: Path) -> None:
    """With workers, in a folder that is no course."""
    tiny.save(FOREIGN, tmp_path / "areas" / "areas.ipynb")
    start = [sys.executable, "-c", "from tito.cli import main; main()"]
    done = subprocess.run(
        [*start, "audit", "areas", "--workers", "2", "--reruns", "0"],
        cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "Audit of areas" in done.stdout and "mutants that survive" not in done.stdout
    assert (tmp_path / "reports/audit/areas.html").is_file()


def test_without_cosmic_ray_one_sentence(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cosmic_ray.operators.provider", None)
    library._operators.cache_clear()
    with pytest.raises(AuditError, match=r"cosmic-ray, which is missing: pip install 'tito\[audit\]'\."):
        library._operators()
