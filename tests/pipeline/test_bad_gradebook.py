"""What an administrator can do to a gradebook, and an instructor to submitted/: one sentence each, and no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import copy_course

TITO = str(Path(sys.executable).parent / "tito")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy_course(tmp_path, "source/01_tensor")
    return tmp_path


def grade(root: Path) -> tuple[int, str]:
    done = subprocess.run([TITO, "grade", "1"], cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, done.stderr.strip()


def test_a_gradebook_that_is_no_database(root: Path) -> None:
    (root / "submitted" / "ada" / "01_tensor").mkdir(parents=True)
    (root / "gradebook.db").write_text("hello " * 100)
    code, said = grade(root)
    assert code == 1
    assert said.startswith("The gradebook cannot be used (file is not a database): see that it is nbgrader's database")


def test_nothing_was_handed_in(root: Path) -> None:
    nbgrader = str(Path(sys.executable).parent / "nbgrader")
    subprocess.run([nbgrader, "generate_assignment", "01_tensor"], cwd=root, capture_output=True, check=True)
    sentence = "There are no submissions of 01_tensor: they belong in submitted/STUDENT/01_tensor/."
    assert grade(root) == (1, sentence)
