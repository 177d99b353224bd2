"""Which references the instructor released to catch up: never one that somebody may still hand in."""

import datetime
import json

from tito import package
from tito.course import Assignment, Course, Module
from tito.errors import TitoError
from tito.files import write
from tito.gradebook import records
from tito.gradebook.deadlines import deadline

RECORD = "catch-up.json"
"""In the course's folder: module id -> when its reference was released."""


class CatchUpError(TitoError):
    """A reference cannot be released, or is not."""


def release(course: Course, module: Module) -> bool:
    """Let the reference of a module go out with the releases to come; whether that is new.

    Raises:
        CatchUpError: its deadline has not passed, or there is none.
    """
    require_over(course, module)
    found = recorded(course)
    if module.id in found:
        return False
    found[module.id] = _now().isoformat(timespec="seconds")
    write(course.root / RECORD, json.dumps(dict(sorted(found.items())), indent=1) + "\n")
    return True


def recorded(course: Course) -> dict[str, str]:
    """Module id -> when its reference was released.

    Raises:
        CatchUpError: the record cannot be read.
    """
    path = course.root / RECORD
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        known = {module.id for module in course.modules}
        if not isinstance(data, dict) or not set(data) <= known:
            raise ValueError
    except (OSError, ValueError, RecursionError):
        what = 'a table such as {"03_layers": "2026-01-31T12:00:00+00:00"}'
        raise CatchUpError(f"{path} cannot be read: mend it, it holds {what}; or delete it and begin again.") from None
    return {str(key): str(value) for key, value in data.items()}


def references(course: Course, row: Assignment) -> dict[str, str]:
    """Module id -> text of the reference, for all released modules beneath an assignment.

    Raises:
        CatchUpError: a deadline was moved and has not passed.
    """
    found = recorded(course)
    modules = [module for module in course.prerequisites(row) if module.id in found]
    for module in modules:
        require_over(course, module)
    return {module.id: text_of(course, module) for module in modules}


def text_of(course: Course, module: Module) -> str:
    """The reference of one module, as a file of the package."""
    text = package.reference(course, [module])[package.file_of(module)]
    return package.restamped(text, f"the reference of {module.id}", "released to catch up")


def require_over(course: Course, module: Module) -> None:
    """Refuse while anybody may still hand a module in.

    Raises:
        CatchUpError: its deadline, with the longest extension, has not passed, or there is none.
    """
    until = deadline(records.url(course.root), module.id)
    if until is None:
        raise CatchUpError(
            f"{module.id} has no due date, so nobody can tell whether its deadline has passed: "
            "set one with tito exchange due, or without a hub in formgrader, under Manage Assignments."
        )
    if until > _now():
        raise CatchUpError(
            f"The reference of {module.id} stays here: it can be handed in until {until:%Y-%m-%d %H:%M} UTC, "
            "extensions included."
        )


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
