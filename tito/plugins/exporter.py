"""Reading notebooks: a submission that cannot be read counts as a blank one; a source that cannot is refused."""

import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from tito import notebook as nb
from tito.plugins.log import sentences_only

MARK = "tito"
"""Key in a graded notebook's metadata under which the plug-ins leave word for each other."""

UNREADABLE = "tito_unreadable"
"""Key in nbconvert's resources that holds why a submission could not be read."""


_DEEPEST = 60  # levels of lists and dictionaries; nbconvert's copying gives up at some 300


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


def readable(path: Path) -> NotebookNode:
    """The notebook at `path` in the newest format 4.

    Raises:
        NotebookError: one sentence, which the student may read: it names the file, and no folder.
    """
    if path.is_symlink():
        raise nb.NotebookError(f"{path.name} is a link, not a file.")
    if path.exists() and not path.is_file():
        raise nb.NotebookError(f"{path.name} is not a file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DuplicateCellId)
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            node = nb.read(path).node
    except nb.NotebookError as error:
        raise nb.NotebookError(str(error).replace(str(path), path.name)) from None
    if _depth(node) > _DEEPEST:
        raise nb.NotebookError(f"{path.name} is nested too deeply to be a notebook.")
    return _with_unique_ids(_newest(node))


def _newest(node: NotebookNode) -> NotebookNode:
    """The notebook in the newest minor version; other editors still write format 4.0."""
    if node.nbformat_minor < nbformat.v4.nbformat_minor:
        return nbformat.v4.upgrade(node, from_version=4, from_minor=node.nbformat_minor)
    return node


def _depth(tree: Any) -> int:
    """How many lists and dictionaries stand within each other."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        inner = [node.values() if isinstance(node, dict) else node for node in level]
        level = [child for children in inner for child in children if isinstance(child, dict | list)]
    return depth


def _with_unique_ids(node: NotebookNode) -> NotebookNode:
    """Editors other than JupyterLab copy a cell together with its id, which nbformat refuses."""
    seen: set[str] = set()
    for cell in node.cells:
        if "id" not in cell or cell.id in seen:
            cell.id = nbformat.v4.nbbase.random_cell_id()
        seen.add(cell.id)
    node.nbformat_minor = max(node.nbformat_minor, 5)
    return node
