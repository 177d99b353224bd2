"""Stock execution of a notebook in a Jupyter kernel, with limits, that no cell can stop.

A cell that hangs or kills its kernel costs that cell: a new kernel runs the earlier cells again, tests left out, and
goes on. Built on nbclient, which owns the messages; the limits and the going on are what it lacks.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from subprocess import DEVNULL

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from tito.judge.cpu import CpuLimit
from tito.judge.ended import CRASHED, NO_TIME_LEFT, OUT_OF_TIME
from tito.judge.surroundings import Surroundings

_NEVER = "tito-never-skips"
_OUTPUT_SECONDS = 10  # after a cell's end, for what it printed to arrive; a stubborn cell is given up after them


@dataclass(frozen=True)
class Allowance:
    """What one run may use.

    Attributes:
        cell_seconds: CPU seconds for a cell.
        notebook_seconds: CPU seconds for all cells.
        output_bytes: bytes of output for all cells.
        wall_factor: how many times as much wall time each may take, where it only waits.
    """

    cell_seconds: int
    notebook_seconds: int
    output_bytes: int
    wall_factor: int = 10


class Run:
    """One notebook on its way through as many kernels as it takes."""

    def __init__(self, client: NotebookClient, place: Surroundings, allowance: Allowance) -> None:
        self.client, self.place, self.allowance = client, place, allowance
        self.incidents: list[str] = []
        self._replayed: list[tuple[int, NotebookNode]] = []
        self._left = float(allowance.notebook_seconds)
        self._wall_left = self._left * allowance.wall_factor

    def execute(self, is_test: Callable[[NotebookNode], bool]) -> None:
        """Run every code cell of `client.nb`; outputs go into its cells."""
        self.client.skip_cells_with_tag = _NEVER  # a tag must not turn a test off
        self.client.shutdown_kernel = "immediate"
        self.client.iopub_timeout = _OUTPUT_SECONDS
        sentence = "this cell waited longer than it may"
        self.client.error_on_timeout = {"ename": OUT_OF_TIME, "evalue": sentence, "traceback": [sentence]}
        pending = [(i, c) for i, c in enumerate(self.client.nb.cells) if c.cell_type == "code"]
        while pending:
            pending = self._one_kernel(pending, is_test)

    def _one_kernel(
        self, pending: list[tuple[int, NotebookNode]], is_test: Callable[[NotebookNode], bool]
    ) -> list[tuple[int, NotebookNode]]:
        """Run cells until all are done or the kernel is lost; returns those that are left."""
        with self.client.setup_kernel(
            env=self.place.environment, cwd=str(self.place.folder), stdout=DEVNULL, stderr=DEVNULL
        ):
            if not self._replay():
                return self._give_up(pending)
            while pending:
                index, cell = pending.pop(0)
                if not self._cell(index, cell):
                    return pending
                if not is_test(cell):
                    self._replayed.append((index, cell))
        return pending

    def _cell(self, index: int, cell: NotebookNode) -> bool:
        """Run one cell; False when the kernel is lost with it."""
        seconds = self._seconds()
        if not seconds:
            self._note(cell, index, NO_TIME_LEFT, "the notebook had used up its time before this cell")
            return True
        limit = CpuLimit(self._pid(), seconds)
        too_long = f"this cell computed for more than {seconds} s"
        try:
            self._timed(cell, index, limit, seconds)
        except DeadKernelError:
            name, what = (OUT_OF_TIME, too_long) if limit.exceeded else (CRASHED, "this cell ended the Python process")
            self._note(cell, index, name, what)
            return False
        except CellTimeoutError:
            self._note(cell, index, OUT_OF_TIME, "this cell waited too long, or printed more than could be read")
            return False
        if limit.exceeded:
            self._note(cell, index, OUT_OF_TIME, too_long)
        elif any(o.output_type == "error" and o.ename == OUT_OF_TIME for o in cell.outputs):
            self.incidents.append(f"cell {index + 1}: this cell waited longer than it may")
        return True

    def _pid(self) -> int:
        """The kernel's process."""
        return self.client.km.provisioner.pid

    def _seconds(self) -> int:
        """CPU seconds that the next cell may take; 0 when the notebook has used up its time."""
        return max(0, int(min(self.allowance.cell_seconds, self._left, self._wall_left)))

    def _timed(self, cell: NotebookNode, index: int, limit: CpuLimit, seconds: int) -> None:
        """Run a cell on the notebook's time."""
        self.client.timeout = int(min(seconds * self.allowance.wall_factor, self._wall_left))
        began = time.monotonic()
        try:
            with limit:
                self.client.execute_cell(cell, index, store_history=True)
        finally:
            self._left -= limit.used
            self._wall_left -= time.monotonic() - began

    def _replay(self) -> bool:
        """Bring a new kernel to where the lost one was, as far as time allows; False when that fails."""
        for index, cell in self._replayed:
            seconds = self._seconds()
            if not seconds:
                return True
            try:
                self._timed(NotebookNode(cell | {"outputs": []}), index, CpuLimit(self._pid(), seconds), seconds)
            except (DeadKernelError, CellTimeoutError):
                return False
            finally:
                self.client.nb.cells[index] = cell  # nbclient has put the copy there
        return True

    def _give_up(self, pending: list[tuple[int, NotebookNode]]) -> list[tuple[int, NotebookNode]]:
        for index, cell in pending:
            self._note(cell, index, CRASHED, "the cells before this one end the Python process")
        return []

    def _note(self, cell: NotebookNode, index: int, name: str, sentence: str) -> None:
        text = f"{name}: {sentence}"
        cell.outputs.append(new_output("error", ename=name, evalue=sentence, traceback=[text]))
        self.incidents.append(f"cell {index + 1}: {sentence}")
