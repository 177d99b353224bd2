"""What failed tests say in the open, where that was not to be learned before their hidden lines were held.

A test that fails before its first hidden line says so before a hidden line of any test was held. Of one that fails in a
later line that students read, the words come from another sandbox, where only such lines of such tests are held: what
a test hands over, another child of the submission might say again, in an exception's text, or as a wrong number.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from tito.judge.court.compiling import prepared
from tito.judge.ended import ENDED_BY_US
from tito.judge.hearing import hidden_lines, name_of
from tito.judge.job import Cell, Job, Outcome, Output
from tito.notebook import HIDDEN

_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")


def question(job: Job, outcome: Outcome) -> Job | None:
    """The job that holds the visible lines of the tests that have to be asked; None where there is nothing to ask."""
    if not any(HIDDEN.begin in cell.source for cell in job.cells if cell.kind == "test"):
        return None
    tests = [(number, cell) for number, cell in enumerate(job.cells, start=1) if cell.kind == "test"]
    asked = {cell.index for number, cell in tests if _speaks(cell, outcome) and not _said_all(cell, number, outcome)}
    if not asked:
        return None
    return replace(job, cells=tuple(_visible(cell, cell.index in asked) for cell in job.cells), reached=None)


def _said_all(cell: Cell, number: int, outcome: Outcome) -> bool:
    """Whether a failed test has been held openly already, in every line that students read."""
    if outcome.open is None:
        return False
    return name_of(cell) in outcome.open or prepared(cell.source, number, hidden_lines(cell.source)).get("apart", False)


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
    hidden = set(hidden_lines(cell.source))
    lines = enumerate(cell.source.split("\n"), start=1)
    return replace(cell, source="\n".join("" if number in hidden else line for number, line in lines))


def with_words(job: Job, outcome: Outcome, openly: Outcome | None) -> Outcome:
    """The outcome with the words of its failed tests as they were in the open, if those had to be asked again."""
    outputs = dict(outcome.outputs)
    for number, cell in enumerate(job.cells, start=1):
        if cell.kind != "test" or not _speaks(cell, outcome) or name_of(cell) in (outcome.open or ()):
            continue
        heard = [] if openly is None else _errors(openly.outputs, cell)
        if heard and openly is not None and not openly.unsupported and heard[0]["ename"] not in ENDED_BY_US:
            outputs[cell.index] = openly.outputs[cell.index]
        else:
            outputs[cell.index] = [_in_hiding(cell, number, one) for one in outcome.outputs.get(cell.index, [])]
    again = openly.seconds if openly is not None else {}
    seconds = {who: used + again.get(who, 0.0) for who, used in outcome.seconds.items()}
    return replace(outcome, outputs=outputs, seconds=seconds)


def _in_hiding(cell: Cell, number: int, output: Output) -> Output:
    """An error without its traceback where that says that it was in the open: it then counts as hidden."""
    if output["output_type"] != "error":
        return output
    lines = {int(line) for count, line in _FRAME.findall("\n".join(output["traceback"])) if int(count) == number}
    return output if lines.intersection(hidden_lines(cell.source)) else output | {"traceback": []}


def _errors(outputs: Mapping[int, list[Output]], cell: Cell) -> list[Output]:
    return [output for output in outputs.get(cell.index, []) if output["output_type"] == "error"]
