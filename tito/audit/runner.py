"""Run many versions of a notebook's code, each in a forked process of its own, and say how each cell ended.

`python -m tito.audit.runner` reads a JSON list of jobs on standard input and writes one JSON line a job, in order.
A job is `{"cells": [{"id": str, "source": str}, ...], "stack": folder or null, "seed": int, "cell_seconds": number}`;
its answer maps each cell's id to null, or to the text of its exception. Processes are forked from one that has NumPy
loaded and every cell compiled, so a job costs milliseconds beyond its own work.
"""

import contextlib
import gc
import json
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from tito.stack import VARIABLE

MEMORY = 4 << 30
WALL_FACTOR = 10
_NEVER_RAN = "ProcessEnded: the process ended before this cell was done"


class CellTimeoutError(BaseException):
    """A cell used up its CPU seconds, or waited ten times as long; no `except Exception` of a student swallows it."""


def run(jobs: Sequence[dict[str, Any]], workers: int = 2) -> list[dict[str, str | None]]:
    """Run the jobs in a separate interpreter; answers in the order of `jobs`."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    done = subprocess.run(
        [sys.executable, "-m", "tito.audit.runner", str(workers)],
        input=json.dumps(list(jobs)), capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the runner of the audit failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    """Entry point of the separate interpreter."""
    import numpy as np  # noqa: F401 - loaded once, before the forks

    from tito import checks  # noqa: F401

    jobs, workers = json.load(sys.stdin), int(sys.argv[1])
    warnings.simplefilter("ignore")
    for job in jobs:
        for cell in job["cells"]:
            with contextlib.suppress(Exception):  # the cell's own process meets it again
                _compiled(cell["id"], cell["source"])
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="tito-audit-") as folder:
        _fork_all(jobs, workers, Path(folder))
        for index, job in enumerate(jobs):
            print(json.dumps(_answer(job, Path(folder) / f"{index}.jsonl")))


def _fork_all(jobs: list[dict[str, Any]], workers: int, folder: Path) -> None:
    running = 0
    for index, job in enumerate(jobs):
        if running == workers:
            os.wait()
            running -= 1
        if os.fork() == 0:
            _child(job, folder / f"{index}.jsonl")
        running += 1
    for _ in range(running):
        os.wait()


def _child(job: dict[str, Any], answer: Path) -> None:
    """Run one job, writing a line a cell, and leave without cleaning up what the fork inherited."""
    try:
        with answer.open("a", buffering=1) as file:
            _confine(job, answer.parent)
            for cell_id, outcome in _cells(job):
                file.write(json.dumps([cell_id, outcome]) + "\n")
    finally:
        os._exit(0)


def _confine(job: dict[str, Any], folder: Path) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.chdir(tempfile.mkdtemp(dir=folder))
    seconds = math.ceil(job["cell_seconds"] * (len(job["cells"]) + 1))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ["TITO_SEED"] = str(job["seed"])
    os.environ.pop(VARIABLE, None)
    if job["stack"]:
        os.environ[VARIABLE] = job["stack"]
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.signal(signal.SIGALRM, _out_of_time)


def _out_of_time(*_: object) -> None:
    raise CellTimeoutError("the cell ran longer than it may")


@cache
def _compiled(cell_id: str, source: str) -> CodeType:
    """A cell's code; most jobs share most of their cells."""
    return compile(source, f"<{cell_id}>", "exec", dont_inherit=True)


def _limit(seconds: float) -> None:
    """Interrupt the process after so much CPU time, or ten times as much of any; 0 takes the limit away."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * WALL_FACTOR)


def _cells(job: dict[str, Any]) -> Any:
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    for cell in job["cells"]:
        try:
            _limit(job["cell_seconds"])
            exec(_compiled(cell["id"], cell["source"]), namespace)
            outcome = None
        except BaseException as error:
            outcome = f"{type(error).__name__}: {_text(error)}"
        finally:
            _limit(0)
        yield cell["id"], outcome


def _text(error: BaseException) -> str:
    with contextlib.suppress(Exception):
        return str(error)
    return "(its text cannot be read)"


def _answer(job: dict[str, Any], path: Path) -> dict[str, str | None]:
    lines = path.read_text().splitlines() if path.exists() else []
    ended = {}
    for line in lines:
        with contextlib.suppress(ValueError):  # the process ended within a line
            cell_id, outcome = json.loads(line)
            ended[cell_id] = outcome
    return {cell["id"]: ended.get(cell["id"], _NEVER_RAN) for cell in job["cells"]}


if __name__ == "__main__":
    main()
