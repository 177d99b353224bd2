"""A submission's cells, brought back into the order and form that grading relies on.

nbgrader's own restorer stops on a duplicated cell, leaves deleted ones out, and with `add_missing_cells` fails where a
locked cell stands before a deleted test; this one takes whatever a student can do to a notebook.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from nbformat import NotebookNode

from tito.notebook import SCHEMA_VERSION, claims

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Original:
    """A named cell as it was released, hidden tests included."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def theirs(self) -> bool:
        """Whether what stands in it is the student's."""
        return self.solution or self.task

    def metadata(self) -> dict[str, Any]:
        """nbgrader's metadata of the cell, schema version 3."""
        meta = {
            "grade": self.grade, "grade_id": self.grade_id, "locked": self.locked, "solution": self.solution,
            "task": self.task, "schema_version": SCHEMA_VERSION, "checksum": self.checksum, "cell_type": self.cell_type,
        }  # fmt: skip
        return meta | ({"points": self.points} if self.points is not None else {})

    def cell(self, cell_id: str, source: str | None = None) -> NotebookNode:
        """The cell as a node: with the released text, or with the student's."""
        node = NotebookNode(  # nbformat's own makers check each cell: 1 ms
            cell_type=self.cell_type, id=cell_id, source=self.source if source is None else source,
            metadata=NotebookNode(nbgrader=NotebookNode(self.metadata())),
        )  # fmt: skip
        if self.cell_type == "code":
            node.update(execution_count=None, outputs=[])
        return node


def restore(cells: list[NotebookNode], originals: list[Original]) -> tuple[list[NotebookNode], list[str]]:
    """Every original exactly once, the student's text kept, everything else a plain cell.

    Args:
        cells: the submitted cells.
        originals: the released cells that have a grade_id, in order.

    Returns:
        The cells to grade, and a sentence for each thing that an honest student seldom does.
    """
    known = {original.grade_id: original for original in originals}
    named = claims(cells, known)
    last = {name: index for index, name in enumerate(named) if name}
    notes = [f"'{name}' stood in the notebook more than once" for name in last if named.count(name) > 1]
    ids = _free_ids()
    out: list[NotebookNode] = []
    for index, cell in enumerate(cells):
        cell.id = ids(cell.get("id"))
        name = named[index]
        if name is not None and last[name] == index:
            out.append(_restored(cell, known[name], notes))
        else:
            out.append(_plain(cell))
    _insert_missing(out, originals, ids, notes)
    return out, notes


def _free_ids() -> Callable[[Any], str]:
    """A function that gives each cell the id that it wants where nbformat allows it, and no id twice."""
    taken: set[str] = set()

    def free(wanted: Any) -> str:
        base = wanted if isinstance(wanted, str) and _ID.fullmatch(wanted) else "cell"
        endings = chain([""], (f"-{number}" for number in count(2)))
        name = next(n for n in (base[: 64 - len(end)] + end for end in endings) if n not in taken)
        taken.add(name)
        return name

    return free


def _restored(cell: NotebookNode, original: Original, notes: list[str]) -> NotebookNode:
    if cell.cell_type != original.cell_type:
        notes.append(f"'{original.grade_id}' had become a {cell.cell_type} cell")
    if original.theirs:
        text = original.source if _says_nothing(cell.source, original) else cell.source
        node = original.cell(cell.id, text)
        if "attachments" in cell and original.cell_type == "markdown":
            node.attachments = cell.attachments
        return node
    return original.cell(cell.id)


def _says_nothing(text: str, original: Original) -> bool:
    """An answer that differs from the blank in white space alone is no answer."""
    return original.grade and " ".join(text.split()) in ("", " ".join(original.source.split()))


def _plain(cell: NotebookNode) -> NotebookNode:
    cell.metadata.pop("nbgrader", None)
    return cell


def _insert_missing(
    out: list[NotebookNode], originals: list[Original], ids: Callable[[Any], str], notes: list[str]
) -> None:
    """Put each missing cell behind the nearest original before it."""
    at = 0
    places = {cell.metadata.nbgrader.grade_id: cell for cell in out if "nbgrader" in cell.metadata}
    for original in originals:
        if original.grade_id in places:
            at = next(i for i, cell in enumerate(out) if cell is places[original.grade_id]) + 1
            continue
        out.insert(at, original.cell(ids(original.grade_id)))
        at += 1
        notes.append(f"'{original.grade_id}' had been deleted")
