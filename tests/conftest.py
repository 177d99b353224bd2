"""What several folders of tests share: the real course, and copies of it to work in."""

import os
import shutil
from pathlib import Path

import pytest

from tito.course import Course

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return Course.load(ROOT)


def copy_course(target: Path, *parts: str) -> Course:
    """A course of its own in `target`, with the named files and folders of this repository."""
    for name in ("course.toml", "nbgrader_config.py", *parts):
        origin, place = ROOT / name, target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, place, dirs_exist_ok=True)
        else:
            shutil.copy(origin, place)
    return Course.load(target)
