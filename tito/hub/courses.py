"""The courses of a hub: a folder each, and the groups of the hub that say who is what in it."""

from dataclasses import dataclass
from pathlib import Path

from tito.exchange.names import plain
from tito.gradebook import configured
from tito.hub.errors import HubError

_CONFIG = "nbgrader_config.py"
STUDY, GRADE, TEACH = "nbgrader", "formgrade", "instructor"
"""How the names of a course's groups begin."""


@dataclass(frozen=True)
class HubCourse:
    """A course.

    Args:
        id: nbgrader's name of it.
        folder: where source, gradebook and the rest lie.
    """

    id: str
    folder: Path

    @property
    def students(self) -> str:
        """The group of those who study."""
        return f"{STUDY}-{self.id}"

    @property
    def graders(self) -> str:
        """The group of those who grade."""
        return f"{GRADE}-{self.id}"

    @property
    def instructors(self) -> str:
        """The group of those who teach."""
        return f"{TEACH}-{self.id}"

    @property
    def groups(self) -> tuple[str, str, str]:
        """All three."""
        return self.students, self.graders, self.instructors


def read(folders: list[Path]) -> tuple[HubCourse, ...]:
    """The courses in these folders.

    Raises:
        HubError: one is no course, has no name, has another's name, or lies in another.
    """
    found = tuple(HubCourse(_id(folder.resolve()), folder.resolve()) for folder in folders)
    for i, course in enumerate(found):
        for other in found[:i]:
            _apart(course, other)
    return found


def _apart(course: HubCourse, other: HubCourse) -> None:
    if course.id == other.id:
        raise HubError(f"{course.folder} and {other.folder} are both called {course.id!r}: rename one in {_CONFIG}.")
    if course.folder.is_relative_to(other.folder) or other.folder.is_relative_to(course.folder):
        raise HubError(f"{course.folder} and {other.folder} lie in each other: instructors would see both; move one.")


def _id(folder: Path) -> str:
    """The course's name, read without running its configuration: an instructor may have written that."""
    path = folder / _CONFIG
    try:
        names = configured.assigned(path, "c.CourseDirectory.course_id")
    except (OSError, SyntaxError, ValueError):
        raise HubError(f"{folder} is no course: {_CONFIG} is not there, or cannot be read.") from None
    if not names or not isinstance(names[-1], str) or not plain(names[-1]):
        raise HubError(f'{path} names no course: a line c.CourseDirectory.course_id = "NAME" is needed.')
    return names[-1]
