"""Bring a submission's provided and test cells back to what was released, and keep what the student wrote."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from tito.judge.restoring import Original, restore
from tito.plugins.exporter import MARK, UNREADABLE
from tito.plugins.place import Place


class RestoreCells(NbGraderPreprocessor):
    """Does the work of nbgrader's DeduplicateIds and OverwriteCells, and survives what stops them."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore all cells that the gradebook knows; what was done is left in the notebook's metadata."""
        place = Place.of(resources)
        originals = _originals(place)
        nb.cells, notes = restore(nb.cells, originals)
        unreadable = resources.get(UNREADABLE)
        nb.metadata[MARK] = {"unreadable": unreadable} if unreadable else {"notes": notes}
        for note in [unreadable] if unreadable else notes:
            self.log.warning("%s: %s", place.student, note)
        return nb, resources


def _originals(place: Place) -> list[Original]:
    """The cells as they were released, in the order of the notebook."""
    with Gradebook(place.db_url) as gradebook:
        notebook = gradebook.find_notebook(place.notebook, place.assignment)
        points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
        grades = {cell.name for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        tasks = {cell.name for cell in notebook.task_cells}
        found = {
            cell.name: Original(
                cell.name, cell.cell_type, cell.source, cell.checksum, bool(cell.locked),
                cell.name in grades, cell.name in solutions, cell.name in tasks, points.get(cell.name),
            )
            for cell in notebook.source_cells
        }  # fmt: skip
    return sorted(found.values(), key=_position(place))


def _position(place: Place) -> Any:
    """The gradebook keeps no order of cells: the released notebook has it, or the source."""
    order = {name: index for index, name in enumerate(place.released_ids())}
    return lambda original: order.get(original.grade_id, len(order))
