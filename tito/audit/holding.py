"""Versions of a notebook, run in the engine that grades students, in many processes, each at most once."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Protocol

from tito.audit.cache import Cache, key
from tito.audit.errors import AuditError
from tito.audit.result import Result, result_of
from tito.judge import flow, running
from tito.judge.job import Job, Limits


@dataclass(frozen=True)
class Version:
    """One run of one version.

    Attributes:
        name: which it is, among those that are held together.
        limits: what it may use, where that follows from what the reference used; else what the job says.
        more: what else its result may depend on.
    """

    name: str
    job: Job
    limits: Limits | None = None
    more: str = ""


class Steps(Protocol):
    """What counts steps; see `tito.cli.progress`."""

    def advance(self, worked: bool = True) -> None: ...


Watch = Callable[[str, int], AbstractContextManager[Steps]]
"""From what is done, and in how many steps, to what shows it."""


@dataclass
class Bench:
    """Where versions are run, and where their results are kept.

    Attributes:
        minimum: the weakest sandbox that will do.
        seconds: CPU seconds of all that was run here, not read.
        asked: keys of all results that were asked for.
    """

    executor: Executor
    cache: Cache
    minimum: str
    watch: Watch
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.asked: set[str] = set()

    def hold(
        self, what: str, versions: Iterable[Version], beside: AbstractContextManager[None] | None = None
    ) -> dict[str, Result]:
        """The results by the versions' names.

        Args:
            what: what is being done, for the person who waits.
            beside: entered while anything has to be run.

        Raises:
            AuditError: a version takes down the process that runs it.
            SandboxError: the sandbox is weaker than it has to be.
        """
        named = {one.name: (one, key(one.job, one.more)) for one in versions}
        self.asked |= {name for _, name in named.values()}
        found = {name: known for name, (_, at) in named.items() if (known := self.cache.get(at))}
        with self.watch(what, len(named)) as steps:
            for _ in found:
                steps.advance(False)
            missing = [name for name in named if name not in found]
            if missing:
                found |= self._run({name: named[name] for name in missing}, steps, beside)
        return found

    def _run(
        self, missing: dict[str, tuple[Version, str]], steps: Steps, beside: AbstractContextManager[None] | None
    ) -> dict[str, Result]:
        found = {}
        with beside or nullcontext():
            for name, result in self._each(missing):
                self.cache.put(missing[name][1], result)
                self.seconds += result.seconds
                steps.advance()
                found[name] = result
        return found

    def _each(self, missing: dict[str, tuple[Version, str]]) -> Iterator[tuple[str, Result]]:
        def task(name: str) -> tuple[Callable[..., Result], tuple[Job, str]]:
            version = missing[name][0]
            return run, (replace(version.job, limits=version.limits or version.job.limits), self.minimum)

        for name, outcome in flow.each(self.executor, list(missing), task):
            if isinstance(outcome, flow.Failed):
                raise AuditError(f"{name} cannot be run: {outcome}. What was run until then is kept: try again.")
            if isinstance(outcome, BaseException):
                raise outcome
            yield name, outcome


def run(task: tuple[Job, str]) -> Result:
    """Run one job in this process's engine."""
    job, minimum = task
    return result_of(job, running.engine(minimum).run(job, words=False))



