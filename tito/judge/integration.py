"""A submission's tests on the student's own package: which fail there, and which of their modules it takes.

A module is marked with the reference of the earlier ones beneath it. The tests that it passes so are held once more
with the student's own beneath it. A milestone is marked on the student's own package; of the tests that fail, those
are found that hold on the reference. In both cases the first module is named with which a test fails.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from tito import package
from tito.course import Assignment, Course, Milestone, Module
from tito.importing import Importer
from tito.judge.hearing import name_of
from tito.judge.job import Job
from tito.judge.notebook_run import Runs, job_of, without_shows
from tito.judge.surroundings import collected
from tito.judge.work import Ran, Work
from tito.package import Stack

Held = Callable[[int, frozenset[str]], frozenset[str]]
"""How many modules are the student's own, and some tests -> those of them that fail."""


@dataclass(frozen=True)
class Beneath:
    """What may lie beneath one student's submission.

    Attributes:
        modules: those that the assignment needs, in the course's order.
        handed_in: what was collected of them.
        caught_up: those of the others whose reference was released to catch up.
    """

    course: Course
    assignment: Assignment
    modules: tuple[Module, ...]
    handed_in: Mapping[str, Path]
    caught_up: tuple[str, ...]
    importer: Importer

    @classmethod
    def of(
        cls, course: Course, assignment: Assignment, student: str, importer: Importer, released: Collection[str] = ()
    ) -> "Beneath":
        """What there is of a student; `released` are the modules whose reference was released to catch up."""
        modules = tuple(module for module in course.prerequisites(assignment) if module.built)
        names = [module.id for module in modules]
        handed_in = collected(course, student, names)
        caught_up = tuple(name for name in names if name in released and name not in handed_in)
        return cls(course, assignment, modules, handed_in, caught_up, importer)

    @property
    def marks(self) -> bool:
        """Whether the mark is that of the student's own package, as a milestone's is."""
        return isinstance(self.assignment, Milestone)

    def student_stack(self) -> Stack:
        """The student's own package, with the references that were released to catch up."""
        released = {module.id: self.course.source(module) for module in self.modules if module.id in self.caught_up}
        return package.student_stack(self.course, self.modules, released | dict(self.handed_in), self.importer)

    def word(self, stack: Stack) -> dict[str, Any]:
        """What is missing or broken in the student's own package beneath a milestone, and what stands in for it."""
        broken = {module: list(sentences) for module, sentences in stack.broken.items()}
        return {"missing": list(stack.missing), "broken": broken, "caught_up": list(self.caught_up)}

    def stack(self, own: int) -> Mapping[str, str]:
        """The package of which so many modules are the student's, where they were handed in; the rest is the
        reference's."""
        theirs = [package.file_of(module) for module in self.modules[:own] if module.id in self.handed_in]
        return self._reference | {file: self._whole[file] for file in theirs}

    @cached_property
    def _reference(self) -> dict[str, str]:
        return package.reference(self.course, self.modules)

    @cached_property
    def _whole(self) -> dict[str, str]:
        """All that the student handed in, the reference's in place of the rest: here alone it is tried which cells
        import, since a module imports nothing of those above it."""
        places = {module.id: self.course.source(module) for module in self.modules} | dict(self.handed_in)
        return package.student_stack(self.course, self.modules, places, self.importer).files


def integration(engine: Runs, nb: NotebookNode, work: Work, ran: Ran, beneath: Beneath) -> dict[str, list[str]] | None:
    """Module -> the tests that fail with the student's own modules up to that one, and hold with those before it.

    None where no earlier module was handed in.

    Args:
        nb: the notebook as it was run.
        ran: how it was, which decided the mark.
    """
    if not beneath.handed_in:
        return None

    def held(own: int, tests: frozenset[str]) -> frozenset[str]:
        job, _ = without_shows(job_of(nb, replace(work, stack=beneath.stack(own))), work)
        passed = engine.run(only(job, tests), words=False).passed
        return frozenset(name for name in tests if not passed.get(name))

    last = len(beneath.modules)
    failed = frozenset(ran.failed)
    if beneath.marks:
        wrong = failed - held(0, failed) if failed else failed
    else:
        tests = frozenset(ran.reached) - failed
        wrong = held(last, tests) if tests else tests
    found = blamed(held, wrong, 0, last)
    return {beneath.modules[place - 1].id: sorted(names) for place, names in sorted(found.items())}


def only(job: Job, tests: Iterable[str]) -> Job:
    """The job without its other tests."""
    chosen = set(tests)
    cells = (cell if cell.kind != "test" or name_of(cell) in chosen else cell.silent() for cell in job.cells)
    return replace(job, cells=tuple(cells))


def blamed(held: Held, tests: frozenset[str], good: int, bad: int) -> dict[int, frozenset[str]]:
    """For each test the number of own modules from which on it fails, by halving.

    Args:
        tests: tests that hold with `good` own modules and fail with `bad`.
    """
    if not tests or bad - good == 1:
        return {bad: tests} if tests else {}
    middle = (good + bad) // 2
    early = held(middle, tests)
    return blamed(held, early, good, middle) | blamed(held, tests - early, middle, bad)
