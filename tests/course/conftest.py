"""The real course.toml, as a course and as data that a test may spoil."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tito.course import Course

ROOT = Path(__file__).parents[2]
REAL = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def course() -> Course:
    return Course.load(ROOT / "course.toml")


@pytest.fixture
def data() -> dict[str, Any]:
    return copy.deepcopy(REAL)
