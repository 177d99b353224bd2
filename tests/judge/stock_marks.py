"""Marks by plain nbgrader, remembered by what they depend on: it takes seconds over each submission."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import grading_course as gc
import nbformat
from gradebook_rows import Marks, marks

from tito import package
from tito.course import Assignment, Milestone
from tito.rehearsal.cohort import Synthetic

_DRIVER = Path(__file__).with_name("stock_driver.py")
_VERSIONS = ("nbgrader", "nbconvert", "nbclient", "ipykernel", "ipython", "numpy")


@dataclass
class Stock:
    """What plain nbgrader made of one submission.

    Attributes:
        failure: why it gave up, if it did.
        stderr: cells that wrote on stderr.
        errors: cell -> name of the exception that ended it.
    """

    marks: Marks = field(default_factory=Marks)
    failure: str | None = None
    stderr: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One submission, with the package beneath it."""

    one: Synthetic
    stack: Path
    key: str


def grade(
    folder: gc.Folder, cohort: list[Synthetic], late: str, workers: int, cache: Path
) -> dict[tuple[str, str], Stock]:
    """Assignment and student -> plain nbgrader's marks; what `cache` knows is not graded again."""
    cache.mkdir(parents=True, exist_ok=True)
    jobs = [_job(folder, one, late) for one in cohort]
    new = [job for job in jobs if not (cache / f"{job.key}.json").is_file()]
    print(f"plain nbgrader: {len(jobs) - len(new)} of {len(jobs)} are known", file=sys.stderr)
    shares = [new[place::workers] for place in range(workers)]
    with ThreadPoolExecutor(workers) as threads:
        done = [threads.submit(_share, folder, place, share, cache) for place, share in enumerate(shares) if share]
        for one in done:
            one.result()
    return {(job.one.assignment, job.one.student): _loaded(cache / f"{job.key}.json") for job in jobs}


def _job(folder: gc.Folder, one: Synthetic, late: str) -> Job:
    row = gc.COURSE.assignment(one.assignment)
    files = _stack(row, one)
    parts = [late, one.student, json.dumps(dict(sorted(files.items()))), *(version(name) for name in _VERSIONS)]
    own = [gc.ROOT / "tito" / "stack.py", *sorted((gc.ROOT / "tito" / "checks").glob("*.py"))]
    for path in (*sorted(one.folder.iterdir()), gc.COURSE.source(row), *own, _DRIVER, Path(__file__)):
        parts.append(hashlib.sha256(path.read_bytes()).hexdigest())
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    stack = folder.root.parent / "stacks" / hashlib.sha256(parts[2].encode()).hexdigest()[:16]
    if not stack.is_dir():
        package.write(files, stack)
    return Job(one, stack, key)


def _stack(row: Assignment, one: Synthetic) -> dict[str, str]:
    """The files of `tinytorch` beneath a submission: a milestone stands on the student's own modules."""
    if not isinstance(row, Milestone):
        return dict(package.prefix(gc.COURSE, row))
    modules = gc.COURSE.prerequisites(row)
    paths = {m.id: one.folder.parent / m.id / f"{m.id}.ipynb" for m in modules}
    return dict(package.student_stack(gc.COURSE, modules, {m: p for m, p in paths.items() if p.is_file()}).files)


def _share(folder: gc.Folder, place: int, jobs: list[Job], cache: Path) -> None:
    """Grade some with one process; each result is kept as soon as it is there."""
    database, log = folder.root / f"gradebook-{place}.db", folder.root / f"driver-{place}.log"
    shutil.copy(folder.db, database)
    done = 0
    with _driver(folder, database, jobs, log) as process:
        assert process.stdout
        for job, line in zip(jobs, process.stdout, strict=False):
            found = _stock(folder, job, marks(database, job.one.assignment), json.loads(line))
            (cache / f"{job.key}.json").write_text(json.dumps(asdict(found)))
            done += 1
    if process.returncode or done < len(jobs):
        raise RuntimeError(f"plain nbgrader ended early:\n{log.read_text()[-3000:]}")


def _driver(folder: gc.Folder, database: Path, jobs: list[Job], log: Path) -> "subprocess.Popen[str]":
    todo = log.with_suffix(".json")
    todo.write_text(json.dumps([[job.one.assignment, job.one.student, str(job.stack)] for job in jobs]))
    with todo.open() as stdin, log.open("w") as stderr:
        return subprocess.Popen(
            [sys.executable, str(_DRIVER), str(folder.root), str(database)],
            cwd=folder.root, env=folder.environment, text=True, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
        )  # fmt: skip


def _stock(folder: gc.Folder, job: Job, found: dict[str, Marks], failure: str | None) -> Stock:
    path = folder.root / "autograded" / job.one.student / job.one.assignment / f"{job.one.assignment}.ipynb"
    if failure or not path.is_file():
        return Stock(found.get(job.one.student, Marks()), failure or "it left no notebook")
    result = Stock(found[job.one.student])
    for name, output in _outputs(path):
        if output.output_type == "stream" and output.name == "stderr" and name not in result.stderr:
            result.stderr.append(name)
        if output.output_type == "error":
            result.errors[name] = output.ename
    return result


def _outputs(path: Path) -> Iterable[tuple[str, Any]]:
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            yield cell.metadata.get("nbgrader", {}).get("grade_id", ""), output


def _loaded(path: Path) -> Stock:
    data = json.loads(path.read_text())
    return Stock(**(data | {"marks": Marks(**data["marks"])}))
