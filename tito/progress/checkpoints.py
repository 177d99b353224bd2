"""Checkpoints: a question about what the student can do, and the code that answers it on their own package."""

from collections.abc import Sequence
from dataclasses import dataclass

from tito.course import Checkpoint
from tito.progress import own, running
from tito.progress.desk import Desk
from tito.progress.running import Fault, Task

_HERE = "from tito.stack import use_tinytorch\n\nuse_tinytorch()\n"


@dataclass(frozen=True)
class Answer:
    """What came of one checkpoint.

    Attributes:
        holds: whether it ran to its end; None where nothing was run, because its module is not in the package.
        why: what stopped it.
    """

    checkpoint: Checkpoint
    holds: bool | None
    why: str = ""


def ask(desk: Desk, checkpoints: Sequence[Checkpoint]) -> list[Answer]:
    """Run checkpoints, all in one process but each with names of its own; those of absent modules are left out."""
    there = [one for one in checkpoints if one.module is None or own.state_of(desk, one.module) is not None]
    tasks = [Task(one.number + 1, one.runs if one.module is None else _HERE + one.runs) for one in there]
    ended: dict[int, Fault | None] = {}
    while tasks:  # one that ends the process takes none of the others with it
        ended |= running.run(tasks, desk.root, desk.root, desk.course.limits, apart=True).ended
        left = [task for task in tasks if task.number not in ended]
        if len(left) == len(tasks):
            break
        tasks = left
    return [_answer(one, ended, one in there, desk) for one in checkpoints]


def _answer(one: Checkpoint, ended: dict[int, Fault | None], asked: bool, desk: Desk) -> Answer:
    if not asked:
        return Answer(one, None)
    if one.number + 1 not in ended:
        return Answer(one, False, "it could not be started")
    fault = ended[one.number + 1]
    return Answer(one, fault is None, "" if fault is None else _words(fault, desk))


def _words(fault: Fault, desk: Desk) -> str:
    if fault.kind == "Stopped":
        return f"it was stopped after {desk.course.limits.cell_seconds} s"
    if fault.kind == "Ended":
        return "the Python process ended in it"
    if fault.kind == "AssertionError":
        line = next((frame.text for frame in fault.frames if frame.cell is not None), "")
        return f"this does not hold: {line.removeprefix('assert ')}" if line else "an assertion does not hold"
    text = " ".join(fault.text.split())
    what = text if fault.kind == "ImportError" else f"{fault.kind}: {text}" if text else fault.kind
    frame = next((f for f in reversed(fault.frames) if f.file), None)
    return f"{what} (in {desk.package.name}/{frame.file}, line {frame.line})" if frame else what
