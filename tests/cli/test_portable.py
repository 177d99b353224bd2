"""What students run needs neither Linux nor a grader, and setting up a laptop is two scripts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from student_folder import Student

from tests.conftest import ROOT
from tito import cli

ABSENT = """
import importlib.abc, os, signal, subprocess, sys

class Absent(importlib.abc.MetaPathFinder):
    names = {"fcntl", "resource", "pwd", "grp", "termios", "tito.judge", "tito.gradebook", "tito.rehearsal"}

    def find_spec(self, name, path=None, target=None):
        if name in self.names:
            raise ImportError(f"{name} is not here")

for name in Absent.names:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for name in ("fork", "killpg", "setsid", "pread", "pwrite"):
    if hasattr(os, name):
        delattr(os, name)
del signal.SIGXCPU
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine without what only some systems have; its children lack that, too."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(ABSENT)
    return {**os.environ, "PYTHONPATH": str(tmp_path / "site")}


def test_the_students_commands_run_there(student: Student, elsewhere: dict[str, str]) -> None:
    for name in ("01_numbers", "02_fours", "m01_race"):
        student.fetch(name)
        student.write(name)
    code = "import sys; sys.platform = sys.argv.pop(1); from tito.cli import main; main()"

    def tito(*arguments: str, platform: str = sys.platform) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", code, platform, *arguments]
        return subprocess.run(
            command, cwd=student.folder, env=elsewhere, capture_output=True, text=True, check=False
        )  # fmt: skip

    for line in (
        "module list", "module start 1", "module complete 1", "module complete 2", "milestone run 1",
        "checkpoint status", "path", "module reset 1", "system health --student", "system info",
    ):  # fmt: skip
        done = tito(*line.split())
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    control = tito("grade", "1")
    assert "ImportError" in control.stderr, "without this nothing would be absent"


def test_grading_elsewhere_is_refused_in_one_sentence(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    student.fetch("01_numbers")
    monkeypatch.setattr(cli.sys, "platform", "darwin")
    for command in ("grade 1", "audit 1", "demo", "report", "scan 1 --json"):
        said = student.tito(command)
        assert said.code == 1 and "grading is for Linux: this machine runs darwin" in said.err, command
        assert len(said.err.splitlines()) == 1
    assert "Grading is for instructors, needs Linux" in student.tito("system health").out


def test_activating_without_an_environment_says_what_to_do(tmp_path: Path) -> None:
    shutil.copy(ROOT / "activate.sh", tmp_path)
    script = "source ./activate.sh; echo still here"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == "There is no environment yet: run ./setup-environment.sh first.\n"
    assert done.stdout == "still here\n", "a shell survives it"


@pytest.mark.parametrize("folder", ["bin", "Scripts"])
def test_activating_from_anywhere(tmp_path: Path, folder: str) -> None:
    place = tmp_path / "a clone"
    (place / ".venv" / folder).mkdir(parents=True)
    (place / ".venv" / folder / "activate").write_text("export ACTIVE=yes\n")
    shutil.copy(ROOT / "activate.sh", place)
    script = "source 'a clone/activate.sh'; echo $ACTIVE"
    done = subprocess.run(["bash", "-eu", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("yes\n") and "tito is ready" in done.stdout and done.stderr == ""


FAKE = """#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
case "$*" in
    -c*|"-3 -c"*) exit {old} ;;
    --version) echo Python 3.12.0 ;;
    "-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python; cp "$0" .venv/bin/tito ;;
    "-m pip"*) exit {pip} ;;
esac
"""


def set_up(tmp_path: Path, old: int = 0, pip: int = 0, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run the script with a stand-in for Python that notes how it is called: nothing is downloaded."""
    shutil.copy(ROOT / "setup-environment.sh", tmp_path)
    (tmp_path / "path").mkdir(exist_ok=True)
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python", "py"):
        fake = tmp_path / "path" / name
        fake.write_text(FAKE.format(old=old, pip=pip))
        fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'path'}:/usr/bin:/bin", "CALLS": str(tmp_path / "calls"), **more}
    return subprocess.run(
        ["bash", "setup-environment.sh"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_setting_up_in_one_go_and_again(tmp_path: Path) -> None:
    for _ in range(2):
        done = set_up(tmp_path)
        assert done.returncode == 0 and done.stdout.endswith("Ready. In each new terminal: source activate.sh\n")
    calls = (tmp_path / "calls").read_text()
    assert calls.count("-m venv .venv") == 1, "the second time mends what is there"
    assert calls.count("--editable .[course]") == calls.count("ipykernel install --sys-prefix") == 2
    assert calls.count("tito system health --student") == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"old": 1}, "Python 3.11 or newer is needed"),
        ({"old": 1, "PYTHON": "python3"}, "PYTHON=python3 does not start Python 3.11 or newer."),
        ({"pip": 1}, "The installation failed"),
    ],
)
def test_setting_up_says_what_is_wrong(tmp_path: Path, options: dict, sentence: str) -> None:
    done = set_up(tmp_path, **options)
    assert done.returncode == 1 and sentence in done.stderr
