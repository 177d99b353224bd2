"""The audit of one assignment, from its versions to what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from tito.audit.bank import Entry
from tito.audit.findings import Findings, Flip, Tried
from tito.audit.gates import BROKEN
from tito.audit.holding import Bench, Version
from tito.audit.mutants.making import Mutant, mutants_of
from tito.audit.result import Result
from tito.audit.subject import Subject
from tito.judge.integration import only
from tito.judge.job import Job, Limits
from tito.package import PACKAGE

RERUNS, CONTENTION = 20, 4
_TIMES, _MORE = 10, 1.0  # CPU seconds of a mutant: so often the reference's, and so many more
_WRONG_SEEDS = (0, 7, 13)  # which of the reruns hold a wrong solution, from a place that follows from its name
_BROKEN_PACKAGE = {f"{PACKAGE}/__init__.py": BROKEN}


@dataclass(frozen=True)
class Options:
    """How much is run.

    Attributes:
        reruns: under how many other seeds everything is run again.
        contention: how many processes are busy beside each of these reruns.
    """

    reruns: int = RERUNS
    contention: int = CONTENTION

    @property
    def full(self) -> bool:
        """Whether the result may be committed."""
        return self.reruns >= RERUNS and self.contention >= CONTENTION


def audited(subject: Subject, bench: Bench, options: Options) -> Findings:
    """Run every version of an assignment. What was run before, and still holds, is read from the bench's cache."""
    reference = bench.hold("reference", [Version("reference", subject.job())])["reference"]
    reached = _reached(reference)
    solutions = bench.hold("blank, reference and bank", _solutions(subject, reached))
    found = Findings(
        subject, reference, solutions["blank"], solutions.get("no package"),
        {entry.name: solutions[entry.name] for entry in subject.entries},
    )  # fmt: skip
    if reference.failed or reference.unsupported:
        return replace(found, seconds=bench.seconds)  # nothing could be said of mutants, nor of reruns
    mutants, unmutated = _mutants(subject)
    tried = _tried(subject, bench, mutants, reference)
    flips = _flips(subject, bench, options, found) if options.reruns else ()
    return replace(
        found, mutants=tuple(_argued(subject, tried)), unmutated=unmutated, flips=tuple(flips), reruns=options.reruns,
        contention=options.contention, seconds=bench.seconds,
    )  # fmt: skip


def _reached(reference: Result) -> dict[str, frozenset[int]]:
    return {name: frozenset(lines) for name, lines in reference.reached.items()}


def _solutions(subject: Subject, reached: Mapping[str, frozenset[int]]) -> list[Version]:
    jobs = {"blank": subject.job(subject.blank())}
    if subject.stands_on:
        jobs["no package"] = subject.job(stack=_BROKEN_PACKAGE)
    jobs |= {entry.name: subject.job(entry.cells) for entry in subject.entries}
    return [Version(name, replace(job, reached=reached)) for name, job in jobs.items()]


# ----------------------------------------------------------------------------------------------------- mutants


def _mutants(subject: Subject) -> tuple[list[Mutant], dict[str, str]]:
    """All mutants, and the exercises of which none can be made."""
    found: list[Mutant] = []
    refused: dict[str, str] = {}
    for name, cell in subject.exercises.items():
        try:
            found += mutants_of(name, cell.source)
        except SyntaxError as error:
            refused[name] = f"it is no plain Python ({error.msg})"
    return found, refused


def _tried(subject: Subject, bench: Bench, mutants: Sequence[Mutant], reference: Result) -> list[Tried]:
    """Each mutant, held against the tests that concern its exercise first; what survives those, against all others."""
    reached = _reached(reference)
    limits = _limits_by_exercise(subject, bench, reached)
    names = {f"mutant {number}": mutant for number, mutant in enumerate(mutants, start=1)}
    near = {name: subject.concerned([mutant.exercise]) for name, mutant in names.items()}
    first = bench.hold("mutants", (
        Version(name, _mutated(subject, mutant, near[name], reached), limits[mutant.exercise])
        for name, mutant in names.items() if near[name]
    ))  # fmt: skip
    every = frozenset(subject.tests)
    left = [name for name in names if near[name] != every and not (name in first and first[name].failed)]
    wide = _limits(subject, reference.seconds)
    second = bench.hold("mutants that survive their own tests", (
        Version(name, _mutated(subject, names[name], every - near[name], reached), wide) for name in left
    ))  # fmt: skip
    return [
        Tried(mutant, _held(first, second, name), _failed(first, second, name)) for name, mutant in names.items()
    ]  # fmt: skip


def _held(first: Mapping[str, Result], second: Mapping[str, Result], name: str) -> frozenset[str]:
    return frozenset(test for held in (first, second) if name in held for test in held[name].passed)


def _failed(first: Mapping[str, Result], second: Mapping[str, Result], name: str) -> frozenset[str]:
    return frozenset(test for held in (first, second) if name in held for test in held[name].failed)


def _mutated(subject: Subject, mutant: Mutant, tests: Iterable[str], reached: Mapping[str, frozenset[int]]) -> Job:
    return only(replace(subject.job({mutant.exercise: mutant.source}), reached=reached), tests)


def _limits_by_exercise(
    subject: Subject, bench: Bench, reached: Mapping[str, frozenset[int]]
) -> dict[str, Limits]:
    """What the mutants of each exercise may use, from what the reference uses for the same tests."""
    base = replace(subject.job(), reached=reached)
    found = bench.hold("reference, exercise by exercise", (
        Version(name, only(base, subject.concerned([name]))) for name in subject.exercises
    ))  # fmt: skip
    return {name: _limits(subject, result.seconds) for name, result in found.items()}


def _limits(subject: Subject, seconds: float) -> Limits:
    allowed = _TIMES * seconds + _MORE
    return replace(subject.terms.limits, cell_seconds=allowed, notebook_seconds=allowed)


def _argued(subject: Subject, tried: Iterable[Tried]) -> list[Tried]:
    arguments = {(one.exercise, one.diff): one for one in subject.arguments}
    return [replace(one, argument=arguments.get((one.mutant.exercise, one.mutant.diff))) for one in tried]


# ------------------------------------------------------------------------------------------------------ reruns


def _flips(subject: Subject, bench: Bench, options: Options, found: Findings) -> list[Flip]:
    """Tests whose outcome is another under another seed, while other processes are busy.

    The reference is run first under each seed, since what it reaches is what every submission has to reach.
    """
    seeds = [subject.terms.seed + step for step in range(1, options.reruns + 1)]
    more = f"beside {options.contention}"
    base = subject.job()
    again = bench.hold(
        "reference again", (Version(str(seed), replace(base, seed=seed), more=more) for seed in seeds),
        options.contention,
    )  # fmt: skip
    flips = [flip for seed in seeds for flip in _changed("reference", seed, found.reference, again[str(seed)])]
    places = {f"{entry.name} {seed}": (entry, seed) for entry, seed in _reruns(subject, seeds)}
    others = bench.hold(
        "bank again",
        (Version(name, _rerun(subject, *place, again[str(place[1])]), more=more) for name, place in places.items()),
        options.contention,
    )  # fmt: skip
    for name, (entry, seed) in places.items():
        flips += _changed(entry.name, seed, found.entries[entry.name], others[name])
    return flips


def _reruns(subject: Subject, seeds: Sequence[int]) -> list[tuple[Entry, int]]:
    """Right solutions under every seed, wrong ones under a few."""
    pairs = []
    for entry in subject.entries:
        place = crc32(entry.name.encode())
        few = {seeds[(place + step) % len(seeds)] for step in _WRONG_SEEDS}
        pairs += [(entry, seed) for seed in (seeds if entry.right else sorted(few))]
    return pairs


def _rerun(subject: Subject, entry: Entry, seed: int, reference: Result) -> Job:
    """A solution under another seed; a wrong one is held against the tests that concern it."""
    job = replace(subject.job(entry.cells), seed=seed, reached=_reached(reference))
    return job if entry.right else only(job, subject.concerned(entry.cells))


def _changed(version: str, seed: int, before: Result, after: Result) -> list[Flip]:
    return [
        Flip(test, version, seed, after.said.get(test, "it passes"))
        for test, passed in after.passed.items()
        if passed != before.passed[test]
    ]
