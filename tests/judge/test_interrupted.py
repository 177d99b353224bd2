"""`tito grade` is killed in the middle of a cohort, and started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from judge_course import NAME, WRONG, Room

from tito.gradebook.verdicts import Kind

TITO = Path(sys.executable).parent / "tito"
STUDENTS = ("ada", "ben", "cai", "dot")


@pytest.fixture
def environment(room: Room) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(room.root), "LANG": "C.UTF-8"}


def wait_for(condition: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_killed_run_is_resumed(room: Room, environment: dict[str, str]) -> None:
    """What was reached stays, the rest is graded once, and no worker goes on behind the second run's back."""
    for student in STUDENTS:
        room.hand_in(student, WRONG if student == "ben" else "import time; time.sleep(1); return 2 * x")
    command = [TITO, "grade", "1", "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=room.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(room.verdicts)
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    reached = set(room.verdicts())
    assert reached < set(STUDENTS)
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
    reached = set(room.verdicts())

    done = subprocess.run(command, cwd=room.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{NAME}: 4 submissions, 4 graded, 0 needs review, 0 not gradable." in done.stdout
    assert {name: one.kind for name, one in room.verdicts().items()} == dict.fromkeys(STUDENTS, Kind.GRADED)
    assert {name: room.score(name) for name in STUDENTS} == dict.fromkeys(STUDENTS, 70) | {"ben": 0}
    assert {name: room.runs(name) for name in reached} == dict.fromkeys(reached, 1)


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
