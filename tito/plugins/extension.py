"""Before nbgrader takes points off for lateness: the student's own date, as the exchange has it."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from tito.gradebook import extensions
from tito.gradebook.connection import connect, transact
from tito.plugins.place import Place


class ApplyExtension(NbGraderPreprocessor):
    """Writes the extension into nbgrader's row of the submission, which it has just made."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Write it; the notebook goes on as it is."""
        place = Place.of(resources)
        engine = connect(place.db_url)
        try:
            transact(engine, lambda session: extensions.apply(session, place.assignment, place.student))
        finally:
            engine.dispose()
        return nb, resources
