"""Reading what was handed in: whatever a file holds, it becomes a notebook or a sentence that says why not."""

import json
import re
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from tito import notebook as nb

_DEEPEST = 60  # levels of lists and dictionaries; nbconvert's copying gives up at some 300
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # how JSON in UTF-8 spells half a character


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
        data = path.read_bytes()
    except FileNotFoundError:
        raise nb.NotebookError(f"{path.name} does not exist.") from None
    except OSError as error:
        raise nb.NotebookError(f"{path.name} cannot be read: {(error.strerror or 'no reason').lower()}.") from None
    return parsed(data, path.name)


def parsed(data: bytes, name: str) -> NotebookNode:
    """The notebook in the bytes of a file called `name`; raises as `readable` does."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise nb.NotebookError(f"{name} cannot be read: it is not UTF-8 text.") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DuplicateCellId)
        warnings.simplefilter("ignore", MissingIDFieldWarning)
        node = nb.parse(text, name)
    if _depth(node) > _DEEPEST:
        raise nb.NotebookError(f"{name} is nested too deeply to be a notebook.")
    return _with_unique_ids(_newest(_writable(node) if _HALF.search(text) else node))


def _writable(node: NotebookNode) -> NotebookNode:
    """The notebook without halves of characters, which JSON may hold and no file can."""
    text = json.dumps(node, ensure_ascii=False)
    return nbformat.from_dict(json.loads(text.encode("utf-8", "replace")))


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
