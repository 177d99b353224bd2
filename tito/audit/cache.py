"""Results of versions that were run before, so that an audit runs only what a change touches."""

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from tito import files
from tito.audit.result import Result
from tito.judge import code
from tito.judge.hearing import name_of
from tito.judge.job import Cell, Job

FOLDER = ".audit"
_READING = ("audit/result.py", "feedback/messages.py")  # what a run came to, and what a student reads of it


def keys(job: Job, apart: bool, more: str = "") -> dict[str, str]:
    """For each part of a job that can be run without the others, a hash of all that it depends on.

    Cells count by their order: text that is put between them moves their places in the notebook, and no result. A limit
    that follows from the reference's own time is no part of it, since that time is never twice the same.

    Args:
        apart: whether no test needs anything of another.

    Returns:
        Under each test's name its hash; where the tests are one, or there are none, all of it under no name.
    """
    tests = [cell for cell in job.cells if cell.kind == "test"] if apart else []
    cells = (cell.silent() if cell in tests else cell for cell in job.cells)
    facts: list[Any] = [
        [_cell(job, cell) for cell in cells], asdict(job.limits), job.seed, job.imports, job.own, job.figures,
        job.stack and dict(job.stack), {name: sha256(data).hexdigest() for name, data in job.files.items()},
        code.engine(), code.modules(*_READING), more,
    ]  # fmt: skip
    whole = _hash(facts)
    return {name_of(test): _hash([whole, _cell(job, test)]) for test in tests} or {"": whole}


def _cell(job: Job, cell: Cell) -> list[Any]:
    facts = [cell.kind, cell.grade_id, cell.source, cell.provides, cell.strict]
    if cell.kind == "test" and job.reached is not None:
        facts.append(sorted(job.reached.get(name_of(cell), ())))
    return facts


def _hash(facts: list[Any]) -> str:
    return sha256(json.dumps(facts, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


class Cache:
    """The results of one assignment, a JSON line each; a line is written as soon as its result is there."""

    def __init__(self, path: Path, forget: bool = False) -> None:
        """The results at a path; `forget` leaves unread what stands there."""
        self._path = path
        self._known: dict[str, Result] = {} if forget else dict(_read(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")
        if path.stat().st_size:
            self._file.write("\n")  # the last line may be half of one

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def get(self, name: str) -> Result | None:
        """The result under a key."""
        return self._known.get(name)

    def put(self, name: str, result: Result) -> None:
        """Keep a result."""
        self._known[name] = result
        self._file.write(_line(name, result))
        self._file.flush()

    def keep_only(self, names: Iterable[str]) -> None:
        """Drop what no version of today asks for."""
        self._file.close()
        wanted = set(names)
        self._known = {name: result for name, result in self._known.items() if name in wanted}
        files.write(self._path, "".join(_line(name, result) for name, result in self._known.items()))
        self._file = self._path.open("a", encoding="utf-8")


def _line(name: str, result: Result) -> str:
    return json.dumps([name, result.as_data()]) + "\n"


def _read(path: Path) -> Iterable[tuple[str, Result]]:
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    for line in text.split("\n"):
        with contextlib.suppress(ValueError, TypeError):  # a run that was ended within a line
            name, data = json.loads(line)
            if isinstance(name, str) and isinstance(data, Mapping):
                yield name, Result(**data)
