"""Runs cells in a process of their own: `python -m tito.progress.inside`, a job on standard input, events on output.

Cells run with IPython's semantics and without a kernel. What they print is lost. An event is one line of JSON. This
file needs the standard library and IPython; it works wherever those do.
"""

import _thread
import contextlib
import io
import json
import linecache
import os
import re
import signal
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any

GRACE = 1.5  # seconds for a cell to end after it was interrupted
_PACE = 0.05
_CELL = re.compile(r"<ipython-input-(\d+)-")
_LONGEST = 4000


class Watch(threading.Thread):
    """Stops the cell that runs when its time is over: first with KeyboardInterrupt, then with the whole process."""

    def __init__(self, job: dict[str, Any], events: io.TextIOBase) -> None:
        super().__init__(daemon=True)
        self.cpu, self.wall = job["cell_seconds"], job["cell_seconds"] * job["wall_factor"]
        self.events = events
        self.cell: int | None = None
        self.stopped = False
        self.lock = threading.Lock()

    def begin(self, cell: int) -> None:
        with self.lock:
            self.cell, self.stopped = cell, False
            self.cpu_began, self.wall_began, self.over = time.process_time(), time.monotonic(), None

    def end(self) -> bool:
        """Whether the cell was stopped."""
        with self.lock:
            self.cell = None
            return self.stopped

    def run(self) -> None:
        while True:
            time.sleep(_PACE)
            with self.lock:
                if self.cell is not None:
                    self._look()

    def _look(self) -> None:
        moment = time.monotonic()
        if self.stopped:
            if moment - self.over > GRACE:
                say(self.events, stopped=self.cell)
                os._exit(1)
        elif time.process_time() - self.cpu_began > self.cpu or moment - self.wall_began > self.wall:
            self.stopped, self.over = True, moment
            _thread.interrupt_main()


def say(events: io.TextIOBase, **event: Any) -> None:
    """Send one event."""
    with contextlib.suppress(OSError, ValueError):
        events.write(json.dumps(event) + "\n")
        events.flush()


def main() -> None:
    """Run the job."""
    job = json.loads(sys.stdin.buffer.read())
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _silence()
    with contextlib.suppress(ValueError, AttributeError):
        signal.signal(signal.SIGINT, signal.default_int_handler)
    shell = _shell()
    watch = Watch(job, events)
    watch.start()
    pictures: list[Any] = []
    stuck: set[str] = set(job["stuck"])
    for cell in job["cells"]:
        if stuck & set(cell["of"]):
            say(events, ended=cell["number"], error={"kind": "Skipped", "text": "", "frames": []})
            continue
        if job["apart"]:
            shell.reset(new_session=False)
        say(events, begins=cell["number"])
        found = _one(shell, cell, watch, job)
        if found["error"] and found["error"]["kind"] == "Stopped":
            stuck |= set(cell["of"])
        say(events, ended=cell["number"], **found)
        _figures(pictures if job["picture"] else None)
    if pictures:
        say(events, picture=_save(pictures, job["picture"]))
    say(events, done=True)
    os._exit(0)  # whatever threads the cells have left


def _silence() -> None:
    """What cells read is empty, and what they print goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


def _shell() -> Any:
    """IPython without a terminal, a history and words of its own."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None
    return shell


def _one(shell: Any, cell: dict[str, Any], watch: Watch, job: dict[str, Any]) -> dict[str, Any]:
    """Run one cell; its error, where it has one."""
    shell.execution_count = cell["number"]
    error: BaseException | None = None
    watch.begin(cell["number"])
    try:
        result = shell.run_cell(cell["source"], store_history=False)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as raised:  # an interrupt between two lines of IPython's
        error = raised
    if watch.end() and (error is None or isinstance(error, KeyboardInterrupt)):
        return {"error": {"kind": "Stopped", "text": "", "frames": []}}
    return {"error": None if error is None else _told(error, job["package"])}


def _told(error: BaseException, package: str) -> dict[str, Any]:
    """An error as plain data: what, and where in the student's own text."""
    text = _text(error)
    if isinstance(error, SyntaxError):
        text = f"{error.msg} (line {error.lineno})" if error.lineno else str(error.msg)
    kinds = [kind.__name__ for kind in type(error).__mro__]
    return {"kind": kinds[0], "kinds": kinds, "text": text[:_LONGEST], "frames": _frames(error.__traceback__, package)}


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return ""


def _frames(trace: TracebackType | None, package: str) -> list[dict[str, Any]]:
    """Frames of cells and of the student's package, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(trace):
        name = frame.f_code.co_filename
        shown = {"line": line, "text": linecache.getline(name, line).strip()}
        if match := _CELL.match(name):
            frames.append({"cell": int(match.group(1)), **shown})
        elif os.path.normcase(name).startswith(os.path.normcase(package + os.sep)):
            frames.append({"file": os.path.relpath(name, package).replace(os.sep, "/"), **shown})
    return frames[-20:]


def _figures(kept: list[Any] | None) -> None:
    """Close the figures of a cell, as a notebook does; keep their pixels where they are wanted."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums() if kept is not None else []:
            kept.append(_pixels(pyplot.figure(number)))
        pyplot.close("all")
    except BaseException:  # a figure that cannot be drawn is no picture
        with contextlib.suppress(BaseException):
            pyplot.close("all")


def _pixels(figure: Any) -> Any:
    """A figure as a notebook shows it, cut where its labels end."""
    import numpy as np
    from matplotlib.image import imread

    page = io.BytesIO()
    figure.savefig(page, format="png", bbox_inches="tight", pad_inches=0.2, facecolor="white")
    page.seek(0)
    return np.round(imread(page)[..., :3] * 255).astype(np.uint8)  # (H, W, 3)


def _save(pictures: list[Any], path: str) -> str | None:
    """Put pictures below each other into one PNG."""
    import numpy as np
    from matplotlib.image import imsave

    width = max(picture.shape[1] for picture in pictures)
    rows = []
    for picture in pictures:
        page = np.full((picture.shape[0], width, 3), 255, dtype=np.uint8)
        left = (width - picture.shape[1]) // 2
        page[:, left : left + picture.shape[1]] = picture
        rows.append(page)
    try:
        imsave(path, np.concatenate(rows), format="png")
    except OSError:
        return None
    return path


if __name__ == "__main__":
    main()
