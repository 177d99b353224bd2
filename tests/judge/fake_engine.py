"""An engine for tests of everything around the engine: cells run in this process, in no time and without a sandbox."""

import contextlib
import io
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from tito.judge import running
from tito.judge.job import Cell, Job, Outcome, Output
from tito.judge.outputs import error, stream
from tito.judge.unit import Result, Unit, grade


class FakeEngine:
    """Runs jobs with `exec`; keeps them in `jobs`. A cell with `STOPPED` in it is an incident."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run(self, job: Job) -> Outcome:
        self.jobs.append(job)
        space: dict[str, Any] = {}
        outputs = {cell.index: _cell(cell, space) for cell in job.cells}
        passed = {
            cell.grade_id or str(cell.index): not any(one["output_type"] == "error" for one in outputs[cell.index])
            for cell in job.cells
            if cell.kind == "test"
        }
        stopped = tuple(f"cell {cell.index + 1}: it was stopped" for cell in job.cells if "STOPPED" in cell.source)
        seconds = {"student": 0.5, "judge": 0.25, "parent": 0.125}
        return Outcome(outputs, passed, {}, {}, stopped, (), "fake", seconds)

    def close(self) -> None:
        """Nothing to end."""


class EmptyEngine(FakeEngine):
    """Returns at once: every test has passed, and no cell has an output."""

    def run(self, job: Job) -> Outcome:
        passed = {cell.grade_id or str(cell.index): True for cell in job.cells if cell.kind == "test"}
        return Outcome({}, passed, {}, {}, (), (), "fake", {"student": 0.0, "judge": 0.0, "parent": 0.0})


def _cell(cell: Cell, space: dict[str, Any]) -> list[Output]:
    text = io.StringIO()
    outputs: list[Output] = []
    with contextlib.redirect_stdout(text):
        try:
            exec(compile(cell.source, f"cell {cell.index}", "exec"), space)
        except Exception as raised:
            outputs.append(error(type(raised).__name__, str(raised)))
    return ([stream(text.getvalue())] if text.getvalue() else []) + outputs


def deadly(one: Unit) -> Result:
    """Grades in a worker process, with a fake; ben ends the process."""
    if one.student == "ben":
        time.sleep(1)  # Dask gives a worker up that ends while it starts
        os.kill(os.getpid(), signal.SIGKILL)
    running.engine = lambda minimum: FakeEngine()
    return grade(one)


def plug_in(patch: pytest.MonkeyPatch, make: Callable[[], FakeEngine] = FakeEngine) -> FakeEngine:
    """Let notebooks be run by a fake, in this process: by tito grade and by nbgrader's autograde."""
    engine = make()
    patch.setattr(running, "engine", lambda minimum: engine)
    patch.setattr(running, "PREFERRED", "judge")
    return engine
