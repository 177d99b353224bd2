"""Cells in a process of their own, seen from outside."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito import importing
from tito.course import Limits
from tito.stack import VARIABLE

_STARTING = 60.0  # seconds until the process must have begun its first cell
Events = queue.Queue[dict[str, Any] | None]
_QUIET = {
    "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One cell to run; errors name it by its number.

    Attributes:
        of: what it tests: once that was stopped, no other cell that tests it is run.
    """

    number: int
    source: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A place in the student's own text: a cell by its number, or a file of their package."""

    line: int
    text: str
    cell: int | None = None
    file: str | None = None


@dataclass(frozen=True)
class Fault:
    """How a cell ended that did not reach its end.

    Attributes:
        kind: the exception's class; "Stopped" for a cell over its time, "Ended" where the process ended in it,
            "Skipped" for one that tests what was stopped before.
        kinds: the names of that class and of those that it comes from.
    """

    kind: str
    text: str = ""
    kinds: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of the cells: by number None for one that ran to its end; one that did not run is left out."""

    ended: dict[int, Fault | None]
    picture: Path | None = None


def run(
    tasks: Sequence[Task],
    package_root: Path,
    folder: Path,
    limits: Limits,
    *,
    apart: bool = False,
    stuck: Sequence[str] = (),
    picture: Path | None = None,
    on_step: Callable[[], object] = lambda: None,
) -> Outcome:
    """Run cells one after the other.

    Args:
        package_root: the folder that holds the student's `tinytorch/`.
        folder: the working directory.
        limits: CPU seconds of a cell, and the wall time that goes with them.
        stuck: what was stopped already: cells that test it are not run.
        apart: give each cell names of its own.
        picture: where all figures go, as one PNG.
        on_step: called after each cell.
    """
    job = {
        "cells": [{"number": task.number, "source": task.source, "of": task.of} for task in tasks],
        "stuck": list(stuck),
        "cell_seconds": limits.cell_seconds, "wall_factor": limits.wall_factor,
        "package": str((package_root / "tinytorch").resolve()), "apart": apart, "picture": picture and str(picture),
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="tito-", ignore_cleanup_errors=True) as home:
        process = _start(package_root, folder, Path(home))
        events: Events = queue.Queue()
        reader = threading.Thread(target=_read, args=(process, events), daemon=True)
        reader.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            with contextlib.suppress(OSError), process.stdin as pipe:
                pipe.write(json.dumps(job).encode())
            return _followed(events, tasks, limits, on_step)
        finally:
            importing.end(process)
            reader.join(1)  # longer only where something that a cell left behind still holds the pipe
            if not reader.is_alive():
                process.stdout.close()


def _start(package_root: Path, folder: Path, home: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, **_QUIET, "IPYTHONDIR": str(home), VARIABLE: str(package_root)}
    return subprocess.Popen(
        [sys.executable, "-m", "tito.progress.inside"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True,
    )  # fmt: skip


def _followed(events: Events, tasks: Sequence[Task], limits: Limits, on_step: Callable[[], object]) -> Outcome:
    """Read events until the last; a process that is silent for too long is not waited for."""
    ended: dict[int, Fault | None] = {}
    running, picture = tasks[0].number if tasks else None, None
    patience = _STARTING
    while True:
        try:
            event = events.get(timeout=patience)
        except queue.Empty:
            event = {"stopped": running}
        if event is None or "stopped" in event:
            if running is not None:
                ended[running] = Fault("Ended" if event is None else "Stopped")
            return Outcome(ended, picture)
        if "begins" in event:
            running, patience = event["begins"], limits.cell_seconds * limits.wall_factor + _STARTING
        elif "ended" in event:
            ended[event["ended"]] = _fault(event["error"])
            running = None
            on_step()
        elif "picture" in event:
            picture = event["picture"] and Path(event["picture"])
        elif event.get("done"):
            return Outcome(ended, picture)


def _read(process: "subprocess.Popen[bytes]", events: Events) -> None:
    """Pass on the process's events; None at their end."""
    assert process.stdout is not None
    with contextlib.suppress(OSError, ValueError):
        for line in process.stdout:
            events.put(json.loads(line))
    events.put(None)


def _fault(error: dict[str, Any] | None) -> Fault | None:
    if error is None:
        return None
    frames = tuple(Frame(f["line"], f["text"], f.get("cell"), f.get("file")) for f in error["frames"])
    return Fault(error["kind"], error["text"], tuple(error.get("kinds", ())), frames)
