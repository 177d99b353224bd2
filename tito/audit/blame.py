"""Which tests fail when an exercise is broken, and what each test catches that no other does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tito.audit.findings import Findings


@dataclass(frozen=True)
class Blame:
    """Counts over all wrong solutions: those of the bank, and the mutants.

    Attributes:
        broken: exercise -> how many wrong solutions break it.
        failed: exercise -> test -> in how many of them that test failed.
        cascades: exercise and test, where the test neither tests nor needs the exercise.
        alone: test -> how many wrong solutions it caught that no other test did.
    """

    broken: Mapping[str, int]
    failed: Mapping[str, Mapping[str, int]]
    cascades: frozenset[tuple[str, str]]
    alone: Mapping[str, int]


def blame(found: Findings) -> Blame:
    """Count who failed for whom."""
    subject = found.subject
    broken: Counter[str] = Counter()
    failed: dict[str, Counter[str]] = {name: Counter() for name in subject.exercises}
    alone: Counter[str] = Counter()
    for one in found.broken():
        exercises = [name for name in one.exercises if name in failed]
        broken.update(exercises)
        for name in exercises:
            failed[name].update(one.failed)
        if len(one.failed) == 1:
            alone.update(one.failed)
    pairs = {(exercise, test) for exercise, tests in failed.items() for test in tests}
    cascades = {(exercise, test) for exercise, test in pairs if test not in subject.concerned([exercise])}
    return Blame(broken, failed, frozenset(cascades), {name: alone[name] for name in subject.tests})
