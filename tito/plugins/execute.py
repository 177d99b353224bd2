"""Runs a submission where its code can reach nothing; nbgrader's other steps go on as they are."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from tito.course import Milestone
from tito.judge import running
from tito.judge.folders import read_folder
from tito.judge.importer import importer
from tito.judge.job import Limits
from tito.judge.reference import Terms, referred, terms_of
from tito.judge.released import Sheet, work_of
from tito.judge.surroundings import beside, stack_for
from tito.judge.words import MARK, said
from tito.judge.work import Ran, Work
from tito.package import Stack
from tito.plugins.place import Place
from tito.plugins.restore import released_sheet

_USUAL = Limits(cell_seconds=30, notebook_seconds=300, output_bytes=1_000_000)


class Execute(NbGraderPreprocessor):
    """Stands where nbgrader's Execute stood; nothing in a submission stops the batch."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Execute all cells; incidents are left in the notebook's metadata for the verdict."""
        work, sheet, own_stack = _work(Place.of(resources))
        ran = running.execute(nb, work)
        _leave_word(nb, ran, sheet, own_stack)
        return nb, resources


def _work(place: Place) -> tuple[Work, Sheet, Stack | None]:
    """What to run a submission with, and for a milestone the student's own stack."""
    known = place.row()
    files = beside(read_folder(place.root / "autograded" / place.student / place.assignment))
    if known is None:
        sheet = referred(place.root, place.assignment, released_sheet(place), Terms(_USUAL, figures=True))
        engine = sheet.engine or running.PREFERRED
        return work_of(sheet, files=files, limits=_USUAL, engine=engine, figures=True), sheet, None
    course, row = known
    terms = terms_of(course, row)
    sheet = referred(course.root, row.id, released_sheet(place), terms)
    stack = stack_for(course, row, place.student, importer(running.engine(terms.minimum)))
    work = work_of(
        sheet, files=files, stack=stack.files, limits=terms.limits, seed=terms.seed, minimum=terms.minimum,
        engine=sheet.engine or running.PREFERRED, figures=terms.figures,
    )  # fmt: skip
    return work, sheet, stack if isinstance(row, Milestone) else None


def _leave_word(nb: NotebookNode, ran: Ran, sheet: Sheet, stack: Stack | None) -> None:
    word = dict(nb.metadata.get(MARK, {})) | {"incidents": list(ran.incidents)}
    word |= said(ran, sheet)
    if stack is not None:
        word["missing"] = list(stack.missing)
        word["broken"] = {module: list(sentences) for module, sentences in stack.broken.items()}
    nb.metadata[MARK] = word
