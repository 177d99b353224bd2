"""Bring a submission's provided and test cells back to what was released, and keep what the student wrote."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from tito.judge.released import Sheet, sheet
from tito.judge.restoring import restore
from tito.judge.words import MARK
from tito.plugins.exporter import UNREADABLE
from tito.plugins.place import Place


class RestoreCells(NbGraderPreprocessor):
    """Does the work of nbgrader's DeduplicateIds and OverwriteCells, and survives what stops them."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore all cells that the gradebook knows; what was done is left in the notebook's metadata."""
        place = Place.of(resources)
        nb.cells, notes = restore(nb.cells, list(released_sheet(place).originals))
        unreadable = resources.get(UNREADABLE)
        nb.metadata[MARK] = {"unreadable": unreadable} if unreadable else {"notes": notes}
        for note in [unreadable] if unreadable else notes:
            self.log.warning("%s: %s", place.student, note)
        return nb, resources


def released_sheet(place: Place) -> Sheet:
    """The notebook as it was released, which the gradebook knows."""
    with Gradebook(place.db_url) as gradebook:
        return sheet(place.root, place.assignment, gradebook.find_notebook(place.notebook, place.assignment))
