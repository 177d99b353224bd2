"""What a mark depends on, as one hash: the same hash needs no second run."""

import hashlib
from pathlib import Path

from tito import catchup
from tito.course import Assignment, Course, Milestone
from tito.judge.code import engine
from tito.judge.surroundings import collected

LARGEST = 256 << 20
"""Bytes that all files of a submission may hold: more than that is no submission, and would fill this memory."""


class Digests:
    """The hashes of one assignment's submissions; what they share is read once."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self._course, self._assignment = course, assignment
        self._below = [module.id for module in course.prerequisites(assignment)]
        self._shared = "".join(
            (
                _folder(course.root / "source" / assignment.id),
                *(_file(course.source(module)) for module in course.prerequisites(assignment) if module.built),
                assignment.model_dump_json(),
                course.policies.model_dump_json(exclude={"release_gate"}),  # which changes no mark
                engine(),
            )
        )

    def of(self, student: str) -> str:
        """SHA-256 over a submission, the source with its reference, what lies beneath, the rules, and the engine."""
        total = hashlib.sha256(_bytes(self._shared))
        total.update(_bytes(_folder(self._course.root / "submitted" / student / self._assignment.id)))
        if isinstance(self._assignment, Milestone):
            for module, path in collected(self._course, student, self._below).items():
                total.update(_bytes(f"{module}:{_file(path)};"))
            total.update(_bytes(_file(self._course.root / catchup.RECORD)))
        return total.hexdigest()


def digest(course: Course, assignment: Assignment, student: str) -> str:
    """The hash of one submission."""
    return Digests(course, assignment).of(student)


def _bytes(text: str) -> bytes:
    """Text that may hold a file's name, which need not be UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def _folder(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    return "".join(f"{p.relative_to(folder)}:{_file(p)};" for p in files)


def _file(path: Path) -> str:
    if not path.is_file():
        return "none"
    if path.stat().st_size > LARGEST:  # it will not be graded either
        return f"{path.stat().st_size} bytes"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
