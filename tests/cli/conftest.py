"""The tiny course, and a student who has fetched nothing yet."""

from pathlib import Path
from typing import Any

import pytest
from student_folder import Student, Terminal

from tests import tiny
from tito.course import Course


@pytest.fixture
def student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Student:
    root = tmp_path / "instructor"
    tiny.make_course(root)
    toml = root / "course.toml"
    toml.write_text(toml.read_text().replace("cell_seconds = 5,", "cell_seconds = 1,"))
    folder = tmp_path / "ada"
    folder.mkdir()
    monkeypatch.delenv("TINYTORCH_PATH", raising=False)
    return Student(Course.load(root), folder, Terminal(folder, monkeypatch, capsys))
