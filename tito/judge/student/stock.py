"""Inside a sandbox: nbgrader's Execute over one notebook, client and kernel both.

`python -m tito.judge.student.stock FD TASK`
"""

import os
import pickle
import socket
import sys
import traceback
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.preprocessors import Execute

from tito.judge.channel import Channel
from tito.judge.kernel import Allowance, Run
from tito.judge.sandbox.inside import fork, isolate, prepare
from tito.judge.surroundings import surroundings
from tito.judge.work import Work

_FLOOD = 20_000_000  # bytes


class StockRun(Execute):
    """Runs a notebook in a Jupyter kernel, beside its own files and the right `tinytorch`."""

    def run(self, nb: NotebookNode, work: Work) -> list[str]:
        """Execute all cells; nothing in them stops it. Returns the incidents."""
        NotebookClient.__init__(self, nb)
        self.reset_execution_trackers()
        self._check_assign_resources({"metadata": {}})
        self.extra_arguments = ["--InteractiveShell.colors=nocolor", "--HistoryManager.enabled=False"]
        self._received = self.dropped = 0
        limits = work.limits
        allowance = Allowance(
            int(limits.cell_seconds), int(limits.notebook_seconds), limits.output_bytes, limits.wall_factor
        )
        with surroundings(work.stack, work.files, work.seed) as around:
            run = Run(self, around, allowance)
            run.execute(utils.is_grade)
        return run.incidents

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Take a message of the kernel; past the flood mark output is dropped, so that it cannot fill the memory."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            size = len(str(msg["content"]))
            self._received += size
            first_error = msg["msg_type"] == "error" and not any(o.output_type == "error" for o in cell.outputs)
            if self._received > _FLOOD and not first_error:
                self.dropped += size
                return None
        return super().process_message(msg, cell, cell_index)


def main() -> None:
    """Run the notebook of the task in a sandbox within this one, and send its outputs."""
    prepare(kernel=True)
    if child := fork():
        os.waitpid(child, 0)
        return
    try:
        _run(Channel(socket.socket(fileno=int(sys.argv[1]))), int(sys.argv[2]))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _run(channel: Channel, task: int) -> None:
    cells, work = pickle.loads(os.pread(task, os.fstat(task).st_size, 0))
    limits = work.limits
    isolate({
        "memory_mib": 4 * limits.memory_mib, "processes": limits.processes + 64, "file_mib": limits.file_mib,
        "seconds": int(limits.notebook_seconds * 2) + 60,
    })  # fmt: skip
    notebook, client = from_dict(cells), StockRun()
    incidents = client.run(notebook, work)
    outputs = {index: cell.outputs for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    channel.send({"outputs": outputs, "incidents": incidents, "dropped": client.dropped})


if __name__ == "__main__":
    main()
