"""A tiny course whose 01_numbers is audited in the engine, in this process."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from tests import tiny
from tito.audit import auditing, bars
from tito.audit import subject as subjects
from tito.audit.auditing import Options
from tito.audit.cache import Cache
from tito.audit.findings import Findings
from tito.audit.gates import Gate
from tito.audit.holding import Bench
from tito.cli.progress import Steps
from tito.course import Course
from tito.judge.job import Job


def wrong(exercise: str, body: str, symptom: str, fails: str) -> str:
    """An entry of the wrong bank for 01_numbers."""
    if exercise == "double":
        cell = f"#| export\ndef double(x):\n    {body}\n"
    else:
        cell = f"#| export\nclass Root:\n    def of(self, x):\n        {body}\n"
    return f"# exercise: {exercise}\n# belief: so it goes\n# symptom: {symptom}\n# fails: {fails}\n{cell}"


GOOD = {
    "right/times_two.py": "# design: a product\n# %% double\n#| export\ndef double(x):\n    return 2.0 * x\n",
    "right/power.py": "# design: a power\n# %% root\n#| export\nclass Root:\n    def of(self, x): return x**0.5\n",
    "wrong/plus_one.py": wrong("double", "return x + 1.0", "Twice two", "test-double"),
    "wrong/absolute.py": wrong("double", "return abs(2.0 * x)", "negative", "test-double"),
    "wrong/half.py": wrong("root", "return x / 2.0", "root of nine", "test-root"),
    "wrong/itself.py": wrong("root", "return x", "root of nine", "test-root"),
}
UNEVEN = 'check.close(Root().of(2.25), 1.5, rule="the root of nine is three, that of 2.25 is 1.5")'


class Here(Executor):
    """Does what is submitted at once, in this process, so that all tests share one engine.

    Attributes:
        jobs: what was run, a job each.
        last: after how many Ctrl-C is pressed.
    """

    def __init__(self, last: int | None = None) -> None:
        self.jobs, self.last = list[Job](), last
        self.tito_room = 1

    @property
    def done(self) -> int:
        """How many tasks were done."""
        return len(self.jobs)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.done == self.last:
            raise KeyboardInterrupt
        self.jobs.append(args[0][0])
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextlib.contextmanager
def here(workers: int) -> Iterator[Here]:
    """In the place of `executors.pool`."""
    yield Here()


class Room:
    """A tiny course and its bank."""

    def __init__(self, folder: Path) -> None:
        self.course: Course = tiny.make_course(folder / "course")
        self.executor = Here()
        self._changes: list[Callable[[list[NotebookNode]], object]] = []
        self.replace("test-root", "\ncheck.close", f"\n{UNEVEN}\ncheck.close")
        for name, text in GOOD.items():
            self.entry(name, text)

    def entry(self, name: str, text: str | None) -> None:
        path = self.course.root / "bank/01_numbers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text)

    def replace(self, name: str, old: str, new: str) -> None:
        """Change the text of a cell of 01_numbers."""

        def change(cells: list[NotebookNode]) -> None:
            cell = tiny.named(cells, name)
            assert old in cell.source
            cell.source = cell.source.replace(old, new)

        self.source(change)

    def source(self, change: Callable[[list[NotebookNode]], object]) -> None:
        """Change the cells in place, after all earlier changes."""
        self._changes.append(change)
        tiny.spoil(self.course, "01_numbers", lambda cells: [made(cells) for made in self._changes] and None)

    def audit(self, name: str = "01_numbers", reruns: int = 0) -> tuple[Findings, dict[str, Gate]]:
        subject = subjects.of_course(self.course, self.course.assignment(name))
        return self.of(subject, reruns)

    def of(self, subject: subjects.Subject, reruns: int = 0) -> tuple[Findings, dict[str, Gate]]:
        with Cache(self.course.root / ".audit" / f"{subject.name}.jsonl") as cache:
            bench = Bench(self.executor, cache, "namespaces", Steps, apart=subject.declared)
            found = auditing.audited(subject, bench, Options(reruns, contention=0))
        return found, {gate.name: gate for gate in bars.gates_of(found)}
