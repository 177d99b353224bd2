"""Which submission nbgrader is working on, and where its course keeps things."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito import notebook as nb
from tito.course import Assignment, Course, CourseError
from tito.course.model import FILE_NAME
from tito.judge import released


@dataclass(frozen=True)
class Place:
    """One notebook of one submission, as nbgrader's resources name it. nbgrader works in the course's root."""

    assignment: str
    student: str
    notebook: str
    db_url: str
    root: Path

    @classmethod
    def of(cls, resources: dict[str, Any]) -> "Place":
        """Read the place out of the resources that nbgrader gives a preprocessor."""
        names = resources["nbgrader"]
        return cls(names["assignment"], names["student"], names["notebook"], names["db_url"], Path(os.getcwd()))  # noqa: PTH109

    @property
    def submitted(self) -> Path:
        """The folder that the student handed in."""
        return self.root / "submitted" / self.student / self.assignment

    def row(self) -> tuple[Course, Assignment] | None:
        """The course and its row, or None for an assignment that is in no course.toml.

        Raises:
            CourseError: there is a course.toml, and it is wrong: no mark may come of that.
        """
        return row_of(self.root, self.assignment)

    def source(self) -> nb.Notebook | None:
        """The instructor's notebook, or None where it cannot be read."""
        return released.source(self.root, self.assignment, self.notebook)


def row_of(root: Path, assignment: str) -> tuple[Course, Assignment] | None:
    """The course around a folder and its row, or None for an assignment that is in no course.toml.

    Raises:
        CourseError: there is a course.toml, and it is wrong.
    """
    if not any((folder / FILE_NAME).is_file() for folder in (root, *root.parents)):
        return None
    course = Course.find(root)
    try:
        return course, course.require_built(assignment)
    except CourseError:
        return None
