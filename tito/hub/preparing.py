"""`python -m tito.hub.preparing`, in a course's room: see that the gradebook is there, and how well one can grade here.

The course's configuration is an instructor's program, so nothing of this runs outside of a room.
"""

from pathlib import Path

from nbgrader.api import Gradebook

from tito.course import Course
from tito.gradebook import records
from tito.judge.sandbox import probe
from tito.plugins import find_alembic


def main() -> None:
    """Print the level of the sandbox in which an instructor's server grades."""
    course = Course.load(Path.cwd())
    find_alembic()
    with Gradebook(records.url(course.root), records.course_id(course.root)) as gradebook:
        for assignment in course.built():
            gradebook.update_or_create_assignment(assignment.id)
    print(probe().level)


if __name__ == "__main__":
    main()
