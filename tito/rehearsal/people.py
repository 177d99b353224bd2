"""The people of a rehearsal, and what each does in which assignment.

Habits change from one assignment to the next, so that nobody always fails. The first twelve show every behaviour
there is in each assignment; six of them always hand in something that can be graded, and three of those something
right. Whoever comes after them does honest work, every other one always right: milestones stand on a student's own
modules.
"""

from tito.course import Assignment, Course
from tito.rehearsal.behaviours import BEHAVIOURS, Behaviour

STUDENTS = 25
"""How many people a rehearsal has unless it is told otherwise."""

_NAMES = (
    "ada", "blaise", "chidi", "daria", "emeka", "fatima", "goran", "hana", "ines", "jun", "kavya", "leila",
    "marek", "nadia", "olu", "priya", "quentin", "rosa", "samir", "tomoko", "ursula", "viktor", "wanjiru", "ximena",
    "yusuf", "zofia", "anders", "beatriz", "cyrus", "dilnoza", "elif", "farid", "greta", "hassan", "ingrid", "jorge",
    "katrin", "liang", "mirela", "noor",
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
_FEWEST = len(_TIMETABLE[0])
_SOUND = ("right", "other design", "right", "deleted cells", "right")
_HONEST = ("one mistake", "right", "unfinished", "one mistake", "other design", "exception", "one mistake")


def people(count: int = STUDENTS) -> tuple[str, ...]:
    """Names of so many people; they have one each, and numbers once the names are used up."""
    numbered = (f"student{number:04d}" for number in range(len(_NAMES) + 1, count + 1))
    return (*_NAMES[:count], *numbered)


def behaviours(course: Course, assignment: Assignment, count: int = STUDENTS) -> dict[str, Behaviour]:
    """Student -> what they do in this assignment; every behaviour occurs.

    Raises:
        ValueError: there are fewer people than behaviours.
    """
    if count < _FEWEST:
        raise ValueError(f"a rehearsal needs {_FEWEST} people, one for each behaviour, and {count} were asked for")
    week = [row.id for row in course.assignments].index(assignment.id)
    first = _TIMETABLE[week % len(_TIMETABLE)]
    names = (*first, *(_later(place, week) for place in range(count - _FEWEST)))
    return {student: BEHAVIOURS[name] for student, name in zip(people(count), names, strict=True)}


def _later(place: int, week: int) -> str:
    """What somebody after the first twelve does: people of even places are always right."""
    habits = _HONEST if place % 2 else _SOUND
    return habits[(place // 2 + week) % len(habits)]
