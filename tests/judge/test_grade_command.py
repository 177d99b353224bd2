"""`tito grade`: what it prints."""

import json
from pathlib import Path

import pytest
from judge_course import NAME, WRONG, Room
from typer.testing import CliRunner

from tito import cli
from tito.cli import progress
from tito.cli.progress import Steps


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, room: Room) -> CliRunner:
    """`tito` in the room, grading in this process."""
    import contextlib

    from tito.cli import grade

    if not cli.app.registered_commands:
        cli._register()
    monkeypatch.setattr(grade, "pool", lambda workers: contextlib.nullcontext(room.executor))
    return CliRunner()


def test_one_json_document_says_all(room: Room, command: CliRunner) -> None:
    for student in ("ben", "ada"):
        room.hand_in(student, WRONG if student == "ben" else "return 2 * x")
    room.folder("cai").mkdir(parents=True)
    first = json.loads(command.invoke(cli.app, ["grade", "1", "--json"]).stdout)
    assert [one["student"] for one in first["submissions"]] == ["ada", "ben", "cai"]
    assert [one["score"] for one in first["submissions"]] == [70, 0, 0]
    assert [one["verdict"] for one in first["submissions"]] == ["graded", "graded", "not gradable"]
    ada = first["submissions"][0]
    assert (ada["engine"], ada["level"], ada["graded_now"]) == ("judge", "fake", True)
    assert ada["cpu_seconds"].keys() == {"student", "judge", "worker"}
    totals = first["totals"]
    assert totals["verdicts"] == {"graded": 2, "needs review": 0, "not gradable": 1}
    assert (totals["submissions"], totals["graded_now"]) == (3, 3)
    assert totals["cpu_seconds"]["student"] == 1.0
    assert totals["rate"] > 0
    second = json.loads(command.invoke(cli.app, ["grade", "1", "--json"]).stdout)
    assert [one["score"] for one in second["submissions"]] == [70, 0, 0]
    assert not any(one["graded_now"] for one in second["submissions"])
    assert second["totals"]["rate"] == 0


def test_the_summary_names_engine_and_sandbox(room: Room, command: CliRunner) -> None:
    room.hand_in("ada")
    done = command.invoke(cli.app, ["grade", "1"])
    assert f"{NAME}: 1 submissions, 1 graded, 0 needs review, 0 not gradable." in done.stdout
    assert "Engine judge, sandbox fake: 1." in done.stdout
    assert "grading 01_tensor: 1 of 1, " in done.stderr
    assert "Nothing had changed" in command.invoke(cli.app, ["grade", "1"]).stdout


def test_plain_lines_say_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 4))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    with Steps("grading", 8) as steps:
        for number in range(8):
            steps.advance(worked=number > 1)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("grading: 8 of 8, 0.")
    assert any(" s left" in line for line in lines[:-1])
    assert len(lines) < 8


def test_nothing_is_written_about_no_submissions(room: Room, command: CliRunner) -> None:
    failure = command.invoke(cli.app, ["grade", "1"]).exception
    assert "There are no submissions of 01_tensor" in str(failure)
    assert not Path("autograded").exists()
