"""Between a notebook and the engine: a job made of the one, an outcome put back into it."""

import time
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any, Protocol

import nbformat
from nbformat import NotebookNode

from tito.judge.job import Cell, Job, Kind, Outcome
from tito.judge.look.static import look
from tito.judge.outputs import error, stream
from tito.judge.showing import for_show
from tito.judge.work import Ran, Work, is_python

NAME = "judge"
NOT_DRAWN = "(not run while grading: no mark depends on what this shows)\n"


class Runs(Protocol):
    """What is needed of an engine."""

    def run(self, job: Job) -> Outcome: ...


def can_run(work: Work) -> bool:
    """Whether a notebook is for Python."""
    return is_python(work.kernel[1])


def run(engine: Runs, nb: NotebookNode, work: Work) -> Ran:
    """Run a notebook in an engine; outputs and execution counts go into its cells."""
    began = time.process_time()
    job = job_of(nb, work)
    lean, hidden = without_shows(job, work)
    outcome = engine.run(lean)
    unheld = [f"the test '{name}' cannot be held: {why}" for name, why in outcome.unsupported.items()]
    put_back(nb, outcome, {job.cells[place].index for place in hidden})
    review = (*map(str, look(job.cells, None, work.editable)), *outcome.review)
    failed = tuple(name for name, passed in outcome.passed.items() if not passed)
    seconds = {"parent": time.process_time() - began} | dict(outcome.seconds)
    return Ran((*outcome.incidents, *unheld), review, outcome.reached, failed, outcome.level, NAME, seconds)


def job_of(nb: NotebookNode, work: Work) -> Job:
    """The job that a restored notebook is."""
    cells = tuple(_cell(index, node, work) for index, node in _code(nb))
    return Job(
        cells, work.files, work.stack, work.limits, work.seed, work.imports, work.own, work.reached,
        figures=work.figures,
    )  # fmt: skip


def without_shows(job: Job, work: Work) -> tuple[Job, frozenset[int]]:
    """The job with the cells empty that only show something, each with its number; and the places of those cells."""
    places = frozenset[int]() if work.figures else for_show(job.cells, work.given)
    cells = (replace(cell, source="") if place in places else cell for place, cell in enumerate(job.cells))
    return (replace(job, cells=tuple(cells)) if places else job), places


def _code(nb: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    return ((index, node) for index, node in enumerate(nb.cells) if node.cell_type == "code")


def _cell(index: int, node: NotebookNode, work: Work) -> Cell:
    meta: dict[str, Any] = node.metadata.get("nbgrader", {})
    name = meta.get("grade_id")
    kind = _kind(meta)
    if kind == "student" and name is None and node.source.strip() in work.given:
        kind = "provided"  # as it was released
    return Cell(index, node.source, kind, name, work.provides.get(name, ()), name not in work.lenient)


def _kind(meta: dict[str, Any]) -> Kind:
    if meta.get("solution") or meta.get("task"):
        return "student"  # graded by hand, too
    if meta.get("grade"):
        return "test"
    return "provided" if meta.get("locked") else "student"


def put_back(nb: NotebookNode, outcome: Outcome, not_run: Container[int] = ()) -> None:
    """Write an outcome into the notebook's code cells.

    nbgrader reads a mark out of a test's outputs: one that did not pass must show an error there.
    """
    for count, (index, node) in enumerate(_code(nb), start=1):
        node.execution_count = count
        outputs = list(outcome.outputs.get(index, []))
        meta = node.metadata.get("nbgrader", {})
        failed = _kind(meta) == "test" and not _passed(outcome, meta.get("grade_id"), index)
        if failed and not any(one["output_type"] == "error" for one in outputs):
            outputs.append(error("TestNotPassed", "this test was not passed"))
        if index in not_run:
            outputs.append(stream(NOT_DRAWN))
        node.outputs = [nbformat.from_dict(one) for one in outputs]


def _passed(outcome: Outcome, grade_id: str | None, index: int) -> bool:
    return outcome.passed.get(grade_id or str(index), False)
