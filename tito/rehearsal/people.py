"""Twelve people, and what each does in which assignment.

Habits change from one assignment to the next, so that nobody always fails. Six of the twelve always hand in
something that can be graded, and three of those something right: milestones stand on a student's own modules.
"""

from tito.course import Assignment, Course
from tito.rehearsal.behaviours import BEHAVIOURS, Behaviour

PEOPLE = (
    "ada", "blaise", "chidi", "daria", "emeka", "fatima", "goran", "hana", "ines", "jun", "kavya", "leila",
)  # fmt: skip

# A column a person, a row an assignment; after the last row the first comes again.
_TIMETABLE = (
    (
        "right", "other design", "duplicated test", "deleted cells", "one mistake", "blank",
        "unfinished", "exception", "empty file", "renamed", "no notebook", "link",
    ),
    (
        "other design", "deleted cells", "right", "one mistake", "blank", "duplicated test",
        "no notebook", "link", "exception", "unfinished", "empty file", "renamed",
    ),
    (
        "duplicated test", "right", "other design", "blank", "deleted cells", "one mistake",
        "empty file", "renamed", "link", "no notebook", "unfinished", "exception",
    ),
)  # fmt: skip


def behaviours(course: Course, assignment: Assignment) -> dict[str, Behaviour]:
    """Student -> what they do in this assignment."""
    index = [row.id for row in course.assignments].index(assignment.id)
    names = _TIMETABLE[index % len(_TIMETABLE)]
    return {student: BEHAVIOURS[name] for student, name in zip(PEOPLE, names, strict=True)}
