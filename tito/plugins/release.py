"""Before and after nbgrader generates a release: the source keeps the rules, the release keeps the secrets."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from tito import catchup, handout, release
from tito import notebook as nb
from tito.errors import TitoError
from tito.plugins.log import sentences_only
from tito.plugins.place import Place


class ReleaseError(TitoError):
    """A release was not made, because of its source or because it would leak."""


class CheckSource(NbGraderPreprocessor):
    """Refuses a source notebook that breaks a rule of the course, with the rule and the cell."""

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Check; the notebook goes on as it is."""
        sentences_only(self.log)
        place = Place.of(resources)
        known = place.row()
        source = place.source()
        if known is None or source is None:
            return node, resources
        faults = nb.problems(source, known[1].points.total)
        if faults:
            raise ReleaseError(f"source/{place.assignment}/{place.notebook}.ipynb: {faults[0]}.")
        return node, resources


class HandOut(NbGraderPreprocessor):
    """Puts beside the notebook what a student's `tito` reads: the course, the notebook as released, references."""

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the files; the notebook goes on as it is."""
        place = Place.of(resources)
        known = place.row()
        if known is None or place.notebook != place.assignment:
            return node, resources
        course, row = known
        folder = place.root / "release" / place.assignment
        handout.put(course, node, folder, catchup.references(course, row))
        return node, resources


class ScanRelease(NbGraderPreprocessor):
    """Compares what is about to be released with the source; nbgrader deletes a release that this refuses."""

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Scan the notebook in hand and the files copied beside it."""
        place = Place.of(resources)
        source = place.source()
        known = place.row()
        if source is None or known is None:
            return node, resources
        faults = release.compare(source, nb.Notebook(node, source.path))
        folder = place.root / "release" / place.assignment
        faults += release.stray_files(source, folder, catchup.references(*known))
        if faults:
            raise ReleaseError(f"{place.assignment} is not released: {faults[0]}.")
        return node, resources
