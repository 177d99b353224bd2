"""Versions of a notebook, run in the engine that grades students, in many processes, each at most once."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from tito.audit.cache import Cache, keys
from tito.audit.contention import Contention
from tito.audit.errors import AuditError
from tito.audit.result import Result, result_of
from tito.judge import flow, running
from tito.judge.executors import workers_of
from tito.judge.integration import only
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
        apart: whether no test needs anything of another, so that each has a result of its own.
        seconds: CPU seconds of all that was run here, not read.
        asked: keys of all results that were asked for.
    """

    executor: Executor
    cache: Cache
    minimum: str
    watch: Watch
    apart: bool = False
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.asked: set[str] = set()

    def hold(self, what: str, versions: Iterable[Version], contention: int = 0) -> dict[str, Result]:
        """The results by the versions' names.

        Args:
            what: what is being done, for the person who waits.
            contention: how many processes are busy beside each run, at least.

        Raises:
            AuditError: a version takes down the process that runs it.
            SandboxError: the sandbox is weaker than it has to be.
        """
        wanted = {one.name: _Wanted(one, keys(one.job, self.apart, one.more)) for one in versions}
        with self.watch(what, len(wanted)) as steps:
            for one in wanted.values():
                self.asked |= {*one.keys.values()}
                one.parts = {part: known for part, at in one.keys.items() if (known := self.cache.get(at))}
                if not one.missing:
                    steps.advance(False)
            with Contention(contention, workers_of(self.executor)) as beside:
                self._run([one for one in wanted.values() if one.missing], steps, beside)
        return {name: one.result for name, one in wanted.items()}

    def _run(self, missing: list["_Wanted"], steps: Steps, beside: Contention) -> None:
        beside.fill(len(missing))
        for done, (one, result) in enumerate(self._each({one.version.name: one for one in missing}), start=1):
            beside.fill(len(missing) - done)
            for part, its in one.apart(result).items():
                self.cache.put(one.keys[part], its)
                one.parts[part] = its
            self.seconds += result.seconds
            steps.advance()

    def _each(self, missing: dict[str, "_Wanted"]) -> Iterator[tuple["_Wanted", Result]]:
        def task(name: str) -> tuple[Callable[..., Result], tuple[Job, str]]:
            return run, (missing[name].job, self.minimum)

        for name, outcome in flow.each(self.executor, list(missing), task):
            if isinstance(outcome, flow.Failed):
                raise AuditError(f"{name} cannot be run: {outcome}. What was run until then is kept: try again.")
            if isinstance(outcome, BaseException):
                raise outcome
            yield missing[name], outcome


@dataclass
class _Wanted:
    """A version, the keys of its parts, and those parts that are known."""

    version: Version
    keys: dict[str, str]
    parts: dict[str, Result] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [part for part in self.keys if part not in self.parts]

    @property
    def job(self) -> Job:
        """What is left to run."""
        version = self.version
        job = only(version.job, self.missing) if self.parts else version.job
        return replace(job, limits=version.limits or job.limits)

    def apart(self, result: Result) -> dict[str, Result]:
        """What was run, by its parts."""
        return {"": result} if "" in self.keys else result.parts()

    @property
    def result(self) -> Result:
        """All of it."""
        return Result.joined(self.parts[part] for part in self.keys)


def run(task: tuple[Job, str]) -> Result:
    """Run one job in this process's engine."""
    job, minimum = task
    return result_of(job, running.engine(minimum).run(job, words=False))
