"""Cells of a notebook, run as in a Jupyter kernel, and their outputs as nbformat has them.

shell = Shell()                # once, in the process that is then forked
shell.begin(2_000_000)         # in the fork, where descriptors 1 and 2 are one file
shell.run("print(1 + 1)", 1)   # [{"output_type": "stream", "name": "stdout", "text": "2\n"}]
"""

import asyncio
import builtins
import contextvars
import ctypes
import getpass
import importlib
import io
import os
import random
import sys
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from IPython.core.async_helpers import _pseudo_sync_runner

from tito.judge.student import interactive
from tito.judge.student.capture import Output, OutStream, Recorder
from tito.judge.student.errors import error_output, text_of

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

_WARM = (
    "IPython.core.logger", "IPython.core.magics.basic", "IPython.core.magics.execution",
    "IPython.core.magics.namespace", "IPython.core.magics.osm", "IPython.core.magics.pylab",
    "IPython.core.magics.script", "IPython.core.oinspect", "IPython.utils.timing", "asyncio.selector_events", "bdb",
    "cProfile", "dataclasses", "logging", "numpy.fft", "numpy.random", "numpy.testing", "pexpect",
    "pickle", "pygments.formatters.html", "pygments.formatters.terminal256", "pygments.lexers.python",
    "pygments.styles.default", "timeit", "typing", "unittest.mock",
)  # fmt: skip
_IDLE_STEPS = 100  # of what waits in the event loop when a cell is over
_fflush = ctypes.CDLL(None).fflush


class Shell:
    """An IPython shell whose outputs are returned."""

    _loop: asyncio.AbstractEventLoop
    _recorder: Recorder

    def __init__(self, figures: bool = True) -> None:
        """Load everything that a usual notebook needs. Writes no file, starts no thread.

        Args:
            figures: whether to load matplotlib, which doubles what a fork costs.
        """
        interactive.environment()
        self._ipython = interactive.make()
        for name in _WARM:
            _load(name)
        if figures:
            _draw()
        _rehearse(self._ipython)

    @property
    def namespace(self) -> dict[str, object]:
        """The globals of the cells."""
        return self._ipython.user_ns

    @property
    def revised(self) -> dict[int, list[Output]]:
        """Outputs of earlier cells that the last cell changed through a display id, by their count."""
        return self._recorder.revised

    @property
    def written(self) -> int:
        """Where, in the file behind descriptors 1 and 2, the text of the next cell begins."""
        return self._recorder.offset

    def begin(self, output_bytes: int, entropy: int | None = None) -> None:
        """Start a run, in a fork of the process that made this.

        Args:
            output_bytes: bytes of output for all cells.
            entropy: seeds `random` and `numpy.random`, so that a run can be repeated; None asks the system.
        """
        self._recorder = Recorder(os.dup(1), output_bytes)
        ipython = self._ipython
        ipython.recorder = ipython.display_pub.recorder = ipython.displayhook.recorder = self._recorder
        _own_streams(self._recorder)
        _own_randomness(entropy)
        interactive.environment()
        builtins.input, getpass.getpass = interactive.refuse_input, interactive.refuse_getpass
        sys.argv[:] = ["ipykernel_launcher.py", "-f", "kernel.json"]
        if "" not in sys.path:
            sys.path.insert(0, "")
        ipython.user_ns["_dh"][:] = [Path.cwd()]
        self._new_loop()

    def _new_loop(self) -> None:
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def run(self, source: str, count: int, draw: bool = True) -> list[Output]:
        """Run one cell as In[count]; never raises.

        Args:
            draw: whether figures become pictures, which takes most of the time of most notebooks.
        """
        recorder = self._recorder
        try:
            recorder.start(count)
            self._ipython.display_formatter.formatters["image/png"].enabled = draw
            if source.strip():
                self._execute(source, count)
        except BaseException as error:
            _note(recorder, error)
        try:
            return recorder.finish()
        except BaseException as error:
            return [error_output(type(error), error, [f"{type(error).__name__}: {text_of(error)}"])]

    def _execute(self, source: str, count: int) -> None:
        ipython = self._ipython
        ipython.execution_count = count
        _pad(ipython.history_manager, count)
        cell, failed = self._transformed(source)
        running = ipython.run_cell_async(source, True, transformed_cell=cell, preprocessing_exc_tuple=failed)
        if self._loop.is_closed():
            self._new_loop()
        result = None
        try:
            may_wait = "await" in cell or "async" in cell
            if may_wait and ipython.should_run_async(source, transformed_cell=cell, preprocessing_exc_tuple=failed):
                result = self._await(running)
            else:
                result = self._at_once(running)
        finally:
            ipython.events.trigger("post_execute")
            ipython.events.trigger("post_run_cell", result)
            self._idle()
            _fflush(None)

    def _transformed(self, source: str) -> tuple[str, Any]:
        try:
            return self._ipython.transform_cell(source), None
        except Exception:
            return source, sys.exc_info()

    def _at_once(self, running: Coroutine) -> Any:
        """Run a cell that awaits nothing. It finds itself inside a running loop, as in a kernel, but is no task: what
        it sets in the context (NumPy's print options, say) holds for the cells after it and in the forks."""
        loop = self._loop
        loop._thread_id = threading.get_ident()
        asyncio._set_running_loop(loop)
        try:
            return _pseudo_sync_runner(running)
        finally:
            asyncio._set_running_loop(None)
            loop._thread_id = None

    def _await(self, running: Coroutine) -> Any:
        """Run a cell with a top-level await."""
        context = contextvars.copy_context()
        task = self._loop.create_task(running, context=context)
        try:
            return self._loop.run_until_complete(task)
        except BaseException:  # out of another task, or someone stopped the loop
            task.cancel()
            self._idle()
            raise
        finally:
            for variable, value in context.items():
                variable.set(value)

    def _idle(self) -> None:
        """Let tasks that a cell has started go on, as they do between the cells of a kernel."""
        loop = self._loop
        for _ in range(_IDLE_STEPS):
            if loop.is_closed() or not loop._ready:
                return
            loop.call_soon(loop.stop)
            loop.run_forever()


def _note(recorder: Recorder, error: BaseException) -> None:
    """Note an error that IPython let through."""
    try:
        recorder.error(error_output(type(error), error, [f"{type(error).__name__}: {text_of(error)}"]))
    except BaseException:
        return


def _pad(history: Any, count: int) -> None:
    """Cells that were run elsewhere have their place in In."""
    for inputs in (history.input_hist_parsed, history.input_hist_raw):
        inputs.extend([""] * (count - len(inputs)))


def _own_streams(recorder: Recorder) -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace", write_through=True)
    sys.stdout = OutStream("stdout", 1, recorder.allowance)
    sys.stderr = OutStream("stderr", 2, recorder.allowance)


def _own_randomness(entropy: int | None) -> None:
    """As in a new process: forks of one process would otherwise draw the same numbers."""
    random.seed(entropy)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(entropy)


def _load(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError:
        return


def _rehearse(ipython: interactive.ZMQInteractiveShell) -> None:
    """Make what reading a cell, showing a value and writing an error need."""
    ipython.display_formatter.format(1)
    ipython.transform_cell("%time 1\n!true\nx = '''\n'''\nx?\n")
    try:
        raise ValueError
    except ValueError as error:
        ipython.InteractiveTB.structured_traceback(ValueError, error, error.__traceback__)
        error_output(ValueError, error, [])


def _draw() -> None:
    """Load matplotlib, with its fonts, but choose no backend: the first figure does, as in a kernel."""
    try:
        import matplotlib.image
        import matplotlib.pyplot  # noqa: F401
        import matplotlib_inline.config  # noqa: F401
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return
    figure = Figure()
    figure.subplots().plot([0, 1], label="x")
    FigureCanvasAgg(figure).print_figure(io.BytesIO(), format="png", bbox_inches="tight")
