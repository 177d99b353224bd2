"""`tito grade` is killed in the middle of a cohort, and started again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from judge_course import NAME, WRONG, Room

from tito.gradebook.verdicts import Kind

TITO = Path(sys.executable).parent / "tito"
COMMAND = [TITO, "grade", "1", "--workers", "1"]
STUDENTS = ("ada", "ben", "cai", "dot")


@pytest.fixture
def environment(room: Room) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(room.root), "LANG": "C.UTF-8"}


def wait_for(condition: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def decided(room: Room) -> dict[str, str]:
    """When each verdict was reached."""
    with closing(sqlite3.connect(room.root / "gradebook.db")) as connection:
        return dict(connection.execute("select student, decided from tito_verdict"))


def interrupted(room: Room, environment: dict[str, str], number: int) -> tuple[subprocess.Popen, list[psutil.Process]]:
    """A run that was sent a signal after its first verdict; its process, and those that it had started."""
    process = subprocess.Popen(
        COMMAND, cwd=room.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(room.verdicts)
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
    finally:
        os.kill(process.pid, number)
    return process, children


def test_a_killed_run_is_resumed(room: Room, environment: dict[str, str]) -> None:
    """What was reached stays, the rest is graded once, and no worker goes on behind the second run's back."""
    for student in STUDENTS:
        room.hand_in(student, WRONG if student == "ben" else "import time; time.sleep(1); return 2 * x")
    process, children = interrupted(room, environment, signal.SIGKILL)
    process.communicate()
    reached = set(room.verdicts())
    assert reached < set(STUDENTS)
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
    before = decided(room)
    assert before.keys() >= reached

    done = subprocess.run(COMMAND, cwd=room.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{NAME}: 4 submissions, 4 graded, 0 needs review, 0 not gradable." in done.stdout
    assert {name: one.kind for name, one in room.verdicts().items()} == dict.fromkeys(STUDENTS, Kind.GRADED)
    assert {name: room.score(name) for name in STUDENTS} == dict.fromkeys(STUDENTS, 70) | {"ben": 0}
    assert {name: moment for name, moment in decided(room).items() if name in before} == before, "graded again"


def test_an_interrupted_run_ends_at_once_and_says_so(room: Room, environment: dict[str, str]) -> None:
    """Ctrl-C: a submission that would wait a minute more is not waited for."""
    room.hand_in("ada")
    for student in STUDENTS[1:]:
        room.hand_in(student, "import time; time.sleep(60); return 2 * x")
    began = time.monotonic()
    process, children = interrupted(room, environment, signal.SIGINT)
    interrupt = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted: 1 of 4 are graded; run the same command again to go on." in said
    assert "Traceback" not in said
    assert time.monotonic() - interrupt < max(10, interrupt - began)
    assert not psutil.wait_procs(children, timeout=30)[1]
    assert set(decided(room)) == {"ada"}


def test_grading_before_generating_is_one_sentence(room: Room, environment: dict[str, str]) -> None:
    """The first command of a course makes the gradebook, and it is a sentence that there is nothing in it."""
    (room.root / "gradebook.db").unlink()
    done = subprocess.run(
        [TITO, "grade", "1"], cwd=room.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "01_tensor is not in the gradebook yet: run nbgrader generate_assignment 01_tensor first."
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert (room.root / "gradebook.db").exists()
