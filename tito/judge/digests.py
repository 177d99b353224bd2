"""What a mark depends on, as one hash: the same hash needs no second run."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import tito
from tito.course import Assignment, Course, Milestone
from tito.judge.surroundings import collected

_ENGINE = ("nbgrader", "nbclient", "ipykernel", "ipython", "numpy")


def digest(course: Course, assignment: Assignment, student: str) -> str:
    """SHA-256 over submission, source, what lies beneath it, the course's rules, and the engine."""
    total = hashlib.sha256()
    for part in (
        _folder(course.root / "submitted" / student / assignment.id),
        _folder(course.root / "source" / assignment.id),
        _beneath(course, assignment, student),
        assignment.model_dump_json(),
        course.policies.model_dump_json(),
        _engine(),
    ):
        total.update(part.encode())
    return total.hexdigest()


def _beneath(course: Course, assignment: Assignment, student: str) -> str:
    below = course.prerequisites(assignment)
    sources = [_file(course.source(module)) for module in below if module.built]
    if isinstance(assignment, Milestone):
        sources += [_file(path) for path in collected(course, student, [m.id for m in below]).values()]
    return "".join(sources)


def _folder(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    return "".join(f"{p.relative_to(folder)}:{_file(p)};" for p in files)


def _file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"


def _engine() -> str:
    here = Path(tito.__file__).parent
    own = [_file(p) for room in ("judge", "plugins", "checks") for p in sorted((here / room).rglob("*.py"))]
    return "".join(own) + "".join(version(name) for name in _ENGINE)
