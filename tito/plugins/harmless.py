"""What a student wrote, in formgrader's pages: as text, formulas and pictures, and as nothing that a browser runs.

Formgrader's page belongs to the grader's login, with all that a script could do there; nbgrader shows Markdown, HTML
and JavaScript as they come.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from tito.feedback.markdown import attached, laid_out
from tito.feedback.pictures import data_uri

_PICTURES, _TEXTS = ("image/png", "image/jpeg"), ("text/latex", "text/plain")


class Harmless(NbGraderPreprocessor):
    """Keeps of each output what formgrader shows as text or as a picture, and of the notebook no widgets."""

    display_data_priority = List().tag(config=True)  # set by HTML exporters; nbgrader takes the option away

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Reduce all outputs of a notebook that is on its way into a page; the file stays as it is."""
        node.metadata.pop("widgets", None)
        for cell in node.cells:
            cell.metadata.pop("tags", None)
            for output in cell.get("outputs", []):
                _reduce(output)
        return node, resources


def _reduce(output: NotebookNode) -> None:
    if "data" in output:
        pictures = {kind: data for kind in _PICTURES if (data := _base64(kind, output.data))}
        texts = {kind: str(output.data[kind]) for kind in _TEXTS if kind in output.data}
        output.data = NotebookNode(pictures | texts or {"text/plain": "[an output that is not shown here]"})
        output.metadata = NotebookNode()  # widths go unquoted into the page


def _base64(kind: str, data: Mapping[str, Any]) -> str | None:
    """A picture as nbconvert puts it between quotes; None where it is none, or too large."""
    address = data_uri(kind, data.get(kind))
    return address and address.partition(",")[2]


@pass_context
def markdown(context: Context, source: str) -> Markup:
    """nbconvert's filter `markdown2html`: raw HTML stands there as the text that it is."""
    return laid_out(source, attached(context.get("cell", {}).get("attachments")))
