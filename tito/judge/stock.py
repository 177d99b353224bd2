"""Stock execution, for a notebook that the judge cannot run: nbgrader's Execute with our limits, in a sandbox.

Tests run in the student's kernel here, where they can be read and patched: what runs so is said in the report.
"""

import contextlib
import pickle
import time
from subprocess import TimeoutExpired
from typing import Any

from nbformat import NotebookNode, from_dict

from tito.judge import sandbox, tree
from tito.judge.channel import BadMessage, Channel, Closed
from tito.judge.ended import CRASHED, OUT_OF_TIME
from tito.judge.outputs import cleaned, error
from tito.judge.work import Ran, Work
from tito.judge.zygotes import Pair, memory_file

NAME = "stock"
_INSIDE = "tito.judge.student.stock"
_START_SECONDS = 120
_FAREWELL = 5


def run(nb: NotebookNode, work: Work) -> Ran:
    """Run a notebook in a kernel of its own; outputs go into its cells.

    Raises:
        SandboxError: the sandbox is weaker than it has to be.
    """
    level = sandbox.require(work.minimum)
    task = memory_file("task", pickle.dumps((dict(nb), work)))
    with Pair() as pair:
        process = sandbox.start(_INSIDE, [pair.theirs.fileno(), task])
    channel = Channel(pair.ours)
    began, used = time.monotonic(), 0.0
    try:
        answer = _answer(channel, _START_SECONDS + work.limits.notebook_seconds * work.limits.wall_factor)
        used = tree.seconds(process.pid)
    finally:
        channel.close()
        process.kill()
        with contextlib.suppress(TimeoutExpired):
            process.wait(_FAREWELL)
    return _put_back(nb, answer, level, used, time.monotonic() - began)


def _answer(channel: Channel, seconds: float) -> dict[str, Any]:
    """What the process in the sandbox says; a student's code may have said it."""
    try:
        answer = channel.receive(seconds)
    except (Closed, BadMessage):
        return {"ended": CRASHED}
    return answer if isinstance(answer, dict) else {"ended": OUT_OF_TIME}


def _put_back(nb: NotebookNode, answer: dict[str, Any], level: str, used: float, waited: float) -> Ran:
    told = answer.get("outputs")
    outputs = told if isinstance(told, dict) else {}
    incidents = [str(one)[:300] for one in answer.get("incidents") or ()]
    code = [(index, cell) for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    for count, (index, cell) in enumerate(code, start=1):
        cell.execution_count = count
        found, _ = cleaned(outputs.get(str(index)), count, _MOST)
        if str(index) not in outputs:
            found = [error(str(answer.get("ended", CRASHED)), "the notebook was stopped before this cell was done")]
        cell.outputs = [from_dict(one) for one in found]
    if "ended" in answer:
        incidents.append(f"the whole notebook was stopped after {waited:.0f} s")
    return Ran(
        tuple(incidents), level=level, engine=NAME, seconds={"student": used}, dropped=int(answer.get("dropped") or 0)
    )


_MOST = 64 << 20
