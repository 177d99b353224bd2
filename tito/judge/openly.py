"""What failed tests say in the open, learned from a run in which nothing hidden was there to be carried out.

Children of one submission share files and memory, so what one test hands over, a later one's answer may say again: in
an exception's text, or as a wrong number in a visible check. So the words of a failed test come from another sandbox,
where only the visible lines of the failed tests are held.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from tito import notebook as nb
from tito.judge.ended import ENDED_BY_US
from tito.judge.hearing import name_of
from tito.judge.job import Cell, Job, Outcome, Output
from tito.notebook import HIDDEN

_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")


def question(job: Job, outcome: Outcome) -> Job | None:
    """The job that holds the visible lines of the tests that failed; None where there is nothing to ask."""
    if not any(HIDDEN.begin in cell.source for cell in job.cells if cell.kind == "test"):
        return None
    failed = {cell.index for cell in job.cells if cell.kind == "test" and _speaks(cell, outcome)}
    if not failed:
        return None
    return replace(job, cells=tuple(_visible(cell, cell.index in failed) for cell in job.cells), reached=None)


def _speaks(cell: Cell, outcome: Outcome) -> bool:
    """Whether a test failed in words that are not ours."""
    name = name_of(cell)
    if outcome.passed.get(name, True) or name in outcome.unsupported:
        return False
    return not any(error["ename"] in ENDED_BY_US for error in _errors(outcome.outputs, cell))


def _visible(cell: Cell, asked: bool) -> Cell:
    if cell.kind != "test":
        return cell
    if not asked:
        return cell.silent()
    try:
        hidden = set(nb.region_lines(cell.source, HIDDEN))
    except nb.NotebookError:
        return replace(cell, source="")
    lines = cell.source.split("\n")
    return replace(cell, source="\n".join("" if n in hidden else line for n, line in enumerate(lines, start=1)))


def with_words(job: Job, outcome: Outcome, openly: Outcome) -> Outcome:
    """The outcome with the words of its failed tests as they were in the open."""
    outputs = dict(outcome.outputs)
    for number, cell in enumerate(job.cells, start=1):
        if cell.kind == "test" and _speaks(cell, outcome):
            heard = _errors(openly.outputs, cell)
            if heard and not openly.unsupported and heard[0]["ename"] not in ENDED_BY_US:
                outputs[cell.index] = openly.outputs[cell.index]
            else:
                outputs[cell.index] = [_in_hiding(cell, number, one) for one in outcome.outputs.get(cell.index, [])]
    seconds = {who: used + openly.seconds.get(who, 0.0) for who, used in outcome.seconds.items()}
    return replace(outcome, outputs=outputs, seconds=seconds)


def _in_hiding(cell: Cell, number: int, output: Output) -> Output:
    """An error without its traceback where that says that it was in the open: it then counts as hidden."""
    if output["output_type"] != "error":
        return output
    try:
        hidden = set(nb.region_lines(cell.source, HIDDEN))
    except nb.NotebookError:
        hidden = set()
    lines = [int(line) for count, line in _FRAME.findall("\n".join(output["traceback"])) if int(count) == number]
    return output if set(lines) & hidden else output | {"traceback": []}


def _errors(outputs: Mapping[int, list[Output]], cell: Cell) -> list[Output]:
    return [output for output in outputs.get(cell.index, []) if output["output_type"] == "error"]
