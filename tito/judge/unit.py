"""The unit of work of a cohort: one submission as bytes in, graded notebooks and scores out.

    result = grade(unit)

It touches no gradebook and no course folder, so it runs in any process on any machine that has this project.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# see tito.cli: nbformat's dependency would build a parser for more than a second in each worker
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat  # noqa: E402
from nbformat import NotebookNode  # noqa: E402
from nbformat.v4 import new_notebook, rwbase  # noqa: E402

from tito import notebook as nb  # noqa: E402
from tito.course import Course  # noqa: E402
from tito.course.rows import Outline  # noqa: E402
from tito.judge import running, scoring, trimming  # noqa: E402
from tito.judge.importer import importer  # noqa: E402
from tito.judge.integration import Beneath  # noqa: E402
from tito.judge.job import Limits  # noqa: E402
from tito.judge.reading import parsed  # noqa: E402
from tito.judge.released import Sheet, work_of  # noqa: E402
from tito.judge.restoring import restore  # noqa: E402
from tito.judge.settings import Cleaning  # noqa: E402
from tito.judge.surroundings import beside  # noqa: E402
from tito.judge.words import MARK, Word, said  # noqa: E402
from tito.judge.work import Ran, Work, added  # noqa: E402


@dataclass(frozen=True)
class Below:
    """What a student's own package is made of.

    Attributes:
        outline: the course's rows.
        files: notebooks by their path in the course.
        released: modules whose reference was released to catch up.
    """

    outline: Outline
    files: Mapping[str, bytes]
    released: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """One submission, and all that its marks depend on. Can be pickled.

    Attributes:
        sheets: the assignment's notebooks as they were released.
        notebooks: name of a notebook -> what was handed in.
        files: the other files of the graded folder, by relative path.
        stack: the package beneath a module, path to text.
        below: what the student's own package is made from, which lies beneath a milestone, and beneath a module's
            tests when they are held a second time.
        minimum: the weakest sandbox that will do.
        engine, figures: see `Work`.
    """

    assignment: str
    student: str
    sheets: tuple[Sheet, ...]
    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes] = field(default_factory=dict)
    stack: Mapping[str, str] | None = None
    below: Below | None = None
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    cleaning: Cleaning = field(default_factory=Cleaning)
    minimum: str = "namespaces"
    engine: str = "judge"
    figures: bool = False


@dataclass(frozen=True)
class GradedNotebook:
    """One notebook after grading.

    Attributes:
        data: the notebook with its outputs, as autograded/ keeps it.
        scores: points of each graded cell; None where a TA must look.
        comments: what nbgrader remarks on each solution and each task.
        word: what the verdict follows from; see `tito.judge.words`.
        ran: how it was run.
    """

    name: str
    data: bytes
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    word: Word
    ran: Ran


@dataclass(frozen=True)
class Result:
    """What grading a submission came to. Can be pickled.

    Attributes:
        notebooks: in order of their names, which is nbgrader's.
        seconds: CPU seconds of "student", "judge" and "worker".
    """

    student: str
    notebooks: tuple[GradedNotebook, ...]
    seconds: Mapping[str, float]


def grade(unit: Unit) -> Result:
    """Grade one submission. Nothing that it holds makes this raise.

    Raises:
        SandboxError: the sandbox is weaker than it has to be.
    """
    began = time.process_time()
    sheets = sorted((one for one in unit.sheets if one.name in unit.notebooks), key=lambda one: one.name)
    with _own_package(unit) as own:
        stack, word = _beneath(unit, own)
        notebooks = tuple(_notebook(unit, one, stack, word, own) for one in sheets)
    seconds = added(one.ran.seconds for one in notebooks)
    seconds.pop("parent", None)  # the engine's supervisor is this process
    return Result(unit.student, notebooks, seconds | {"worker": time.process_time() - began})


@contextmanager
def _own_package(unit: Unit) -> Iterator[Beneath | None]:
    """What the student's own package is made from, laid out as a course."""
    if unit.below is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="tito-below-") as folder:
        for name, data in unit.below.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        course = Course(Path(folder), unit.below.outline)
        tried = importer(running.engine(unit.minimum))
        yield Beneath.of(course, course.assignment(unit.assignment), unit.student, tried, unit.below.released)


def _beneath(unit: Unit, own: Beneath | None) -> tuple[Mapping[str, str] | None, Word]:
    """The package beneath a submission, and what is missing or broken in a student's own."""
    if own is None or not own.marks:
        return unit.stack, {}
    stack = own.student_stack()
    return stack.files, own.word(stack)


def _notebook(
    unit: Unit, sheet: Sheet, stack: Mapping[str, str] | None, beneath: Word, own: Beneath | None
) -> GradedNotebook:
    node, word = _restored(unit, sheet)
    work = _work(unit, sheet, stack)
    ran = running.execute(node, work)
    scores, faults = scoring.scores(node)
    word |= {"incidents": [*ran.incidents, *faults]} | beneath
    word |= said(ran, sheet)
    word |= running.integrated(node, work, ran, own)
    node.metadata[MARK] = word
    trimming.limit_lines(node, unit.cleaning)
    comments = scoring.comments(node)
    return GradedNotebook(sheet.name, _written(node), scores, comments, word, ran)


def _restored(unit: Unit, sheet: Sheet) -> tuple[NotebookNode, Word]:
    """The notebook as it will be run, and the first of what is noted about it."""
    try:
        node, unreadable = parsed(unit.notebooks[sheet.name], f"{sheet.name}.ipynb"), None
    except nb.NotebookError as error:
        node, unreadable = new_notebook(), str(error)
    node.cells, notes = restore(node.cells, list(sheet.originals))
    trimming.clear_outputs(node, unit.cleaning)
    if sheet.kernelspec:
        node.metadata["kernelspec"] = nbformat.from_dict(sheet.kernelspec)
    return node, {"unreadable": unreadable} if unreadable else {"notes": notes}


def _work(unit: Unit, sheet: Sheet, stack: Mapping[str, str] | None) -> Work:
    return work_of(
        sheet, files=beside(unit.files), stack=stack, limits=unit.limits, seed=unit.seed, minimum=unit.minimum,
        engine=sheet.engine or unit.engine, figures=unit.figures,
    )  # fmt: skip


def _written(node: NotebookNode) -> bytes:
    """A notebook as nbformat writes it, but for its copy of it: `node` is not usable afterwards.

    It is valid: what was read was validated, and cells and outputs of ours are built so.
    """
    rwbase.strip_transient(rwbase.split_lines(node))
    text = json.dumps(node, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False)
    return text.encode() + b"\n"
