"""Feedback through nbgrader's own command and formgrader's button: the page that `tito grade --feedback` writes."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from tito.feedback import page, redact
from tito.feedback.sheets import Sheets, secrets
from tito.plugins.log import sentences_only
from tito.plugins.place import Place


class FeedbackExporter(Exporter):
    """Turns a graded notebook into its page of feedback, with the marks that the gradebook holds."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        sentences_only(self.log)

    def from_filename(self, filename: str, resources: dict | None = None, **kw: Any) -> tuple[bytes, dict]:
        """Convert a graded notebook.

        Raises:
            FeedbackError: it cannot be read, or the gradebook does not know it.
        """
        path, names = Path(filename), self._init_resources(resources or {})
        place = Place.of(names)
        sheets = Sheets(place.db_url, place.root, place.assignment, [place.student])
        return page.render(sheets.one(place.student, path)), names


class Redact(NbGraderPreprocessor):
    """Takes hidden tests, their values and everything that could carry them out of a graded notebook.

    For a course that keeps nbgrader's own page: it stands after GetGrades in `c.GenerateFeedback.preprocessors`.
    """

    display_data_priority = List().tag(config=True)  # set by HTML exporters; nbgrader takes the option away

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Redact all cells; runs on the way to HTML, the graded notebook keeps everything."""
        place = Place.of(resources)
        redact.redact(node, secrets(place.root, place.assignment, place.notebook))
        return from_dict(node), resources
