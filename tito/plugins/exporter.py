"""Reading notebooks: a submission that cannot be read counts as a blank one; a source that cannot is refused."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_notebook

from tito import notebook as nb
from tito.judge.reading import readable
from tito.plugins.log import sentences_only

UNREADABLE = "tito_unreadable"
"""Key in nbconvert's resources that holds why a submission could not be read."""


class SourceExporter(NotebookExporter):
    """A notebook exporter that says in one sentence what is wrong with an instructor's file."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        sentences_only(self.log)

    def from_filename(self, filename: str, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        """Convert a notebook file.

        Raises:
            NotebookError: it cannot be read.
        """
        nb.read(Path(filename))
        return super().from_filename(filename, resources=resources, **kw)


class TolerantExporter(NotebookExporter):
    """A notebook exporter that turns what is not a notebook into an empty one, and says so in its metadata."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        sentences_only(self.log)

    def from_filename(self, filename: str, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        """Convert a notebook file. Whatever the file holds, this raises nothing because of it."""
        path = Path(filename)
        resources = {} if resources is None else resources
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        try:
            node = readable(path)
        except nb.NotebookError as error:
            node, resources[UNREADABLE] = new_notebook(), str(error)
        return self.from_notebook_node(node, resources=resources, **kw)
