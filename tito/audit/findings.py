"""What an audit found: every version with its result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tito.audit.equivalent import Argument
from tito.audit.mutants.making import Mutant
from tito.audit.result import Result
from tito.audit.subject import Subject


@dataclass(frozen=True)
class Tried:
    """A mutant, and how it fared.

    Attributes:
        held: the tests that it was held against.
        failed: those of them that failed: each kills it.
        argument: why no test can kill it, where the bank says so.
    """

    mutant: Mutant
    held: frozenset[str]
    failed: frozenset[str]
    argument: Argument | None = None

    @property
    def killed(self) -> bool:
        return bool(self.failed)

    @property
    def survives(self) -> bool:
        """Whether it is neither killed nor argued."""
        return not self.killed and self.argument is None


@dataclass(frozen=True)
class Flip:
    """A test whose outcome is another in a rerun."""

    test: str
    version: str
    seed: int
    said: str


@dataclass(frozen=True)
class Findings:
    """All that an audit has run.

    Attributes:
        reference, blank: what these came to.
        no_package: the reference on a package that does not import; None where none lies beneath.
        entries: results of the bank, by the entries' names.
        mutants: every mutant; empty where the reference fails.
        unmutated: exercises that are no plain Python, and why.
        flips: what changed between reruns.
        reruns: how often everything was run again, under how many busy processes.
        seconds: CPU seconds that this run took.
    """

    subject: Subject
    reference: Result
    blank: Result
    no_package: Result | None
    entries: Mapping[str, Result]
    mutants: tuple[Tried, ...] = ()
    unmutated: Mapping[str, str] = field(default_factory=dict)
    flips: tuple[Flip, ...] = ()
    reruns: int = 0
    contention: int = 0
    seconds: float = 0.0

    def of(self, exercise: str) -> list[Tried]:
        """The mutants of one exercise."""
        return [one for one in self.mutants if one.mutant.exercise == exercise]

    def broken(self) -> Iterator["Broken"]:
        """Every wrong solution: those of the bank, and the mutants."""
        for entry in self.subject.entries:
            if not entry.right:
                result = self.entries[entry.name]
                yield Broken(entry.name, frozenset(entry.cells), frozenset(result.passed), result.failed)
        for one in self.mutants:
            yield Broken(one.mutant.diff, frozenset({one.mutant.exercise}), one.held, one.failed)


@dataclass(frozen=True)
class Broken:
    """A wrong solution: which exercises it breaks, which tests it was held against, and which of them failed."""

    name: str
    exercises: frozenset[str]
    held: frozenset[str]
    failed: frozenset[str]
