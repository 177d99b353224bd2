"""Runs a submission where its code can reach nothing; nbgrader's other steps go on as they are."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from tito import catchup
from tito.judge import running
from tito.judge.folders import read_folder
from tito.judge.importer import importer
from tito.judge.integration import Beneath
from tito.judge.job import Limits
from tito.judge.reference import Terms, referred, terms_of
from tito.judge.released import Sheet, work_of
from tito.judge.surroundings import beside
from tito.judge.words import MARK, Word, said
from tito.judge.work import Ran, Work
from tito.package import Stack
from tito.plugins.place import Place
from tito.plugins.restore import released_sheet

_USUAL = Limits(cell_seconds=30, notebook_seconds=300, output_bytes=1_000_000)


class Execute(NbGraderPreprocessor):
    """Stands where nbgrader's Execute stood; nothing in a submission stops the batch."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Execute all cells; incidents are left in the notebook's metadata for the verdict."""
        work, sheet, own, stack = _work(Place.of(resources))
        ran = running.execute(nb, work)
        _leave_word(nb, ran, sheet, own.word(stack) if stack and own else {})
        nb.metadata[MARK] |= running.integrated(nb, work, ran, own)
        return nb, resources


def _work(place: Place) -> tuple[Work, Sheet, Beneath | None, Stack | None]:
    """What to run a submission with, what the student's own package is made from, and for a milestone that package."""
    known = place.row()
    files = beside(read_folder(place.root / "autograded" / place.student / place.assignment))
    if known is None:
        sheet = referred(place.root, place.assignment, released_sheet(place), Terms(_USUAL, figures=True))
        engine = sheet.engine or running.PREFERRED
        return work_of(sheet, files=files, limits=_USUAL, engine=engine, figures=True), sheet, None, None
    course, row = known
    terms = terms_of(course, row)
    sheet = referred(course.root, row.id, released_sheet(place), terms)
    tried = importer(running.engine(terms.minimum))
    own = Beneath.of(course, row, place.student, tried, catchup.recorded(course))
    stack = own.student_stack() if own.marks else None
    beneath = terms.stack if stack is None else stack.files
    work = work_of(
        sheet, files=files, stack=beneath, limits=terms.limits, seed=terms.seed, minimum=terms.minimum,
        engine=sheet.engine or running.PREFERRED, figures=terms.figures,
    )  # fmt: skip
    return work, sheet, own if own.marks or course.policies.own_package else None, stack


def _leave_word(nb: NotebookNode, ran: Ran, sheet: Sheet, beneath: Word) -> None:
    word = dict(nb.metadata.get(MARK, {})) | {"incidents": list(ran.incidents)}
    nb.metadata[MARK] = word | said(ran, sheet) | beneath
