"""A released notebook: its cells as the gradebook keeps them, and what the judge has to know of them."""

import ast
import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tito import notebook as nb
from tito.judge.restoring import Original
from tito.judge.work import PYTHON, Work


@dataclass(frozen=True)
class Facts:
    """What of a released notebook the judge has to know.

    Attributes:
        imports: source of the provided cells, whose import statements tests may rely on.
        provides: for each provided cell the functions and classes that it alone defines.
        lenient: tests that may compare the student's objects, by the source's `"tito": {"strict": false}`.
        own: the source's cells that run in the student's process: what they define is never the court's.
        given: texts of the released cells that are neither exercise nor test.
        editable: released texts of the cells that a student may change, by grade_id or another key.
    """

    imports: str = ""
    provides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lenient: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    editable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One notebook of an assignment, as it was released.

    Attributes:
        kernelspec: what stands in the place of the submission's; None leaves that.
        reached: for each test the lines of the checks that held for the reference; None where nobody knows.
        engine: what has to run it, where the judge cannot; "" where it can.
        why: in a sentence, why it cannot.
    """

    name: str
    originals: tuple[Original, ...]
    kernelspec: Mapping[str, Any] | None = None
    facts: Facts = field(default_factory=Facts)
    reached: Mapping[str, frozenset[int]] | None = None
    engine: str = ""
    why: str = ""

    @property
    def kernel(self) -> tuple[str, str]:
        """Name and language of the kernel."""
        spec = self.kernelspec or {}
        name = str(spec.get("name") or PYTHON[0])
        return name, str(spec.get("language") or (PYTHON[1] if name.startswith("python") else name))


def work_of(sheet: Sheet, **more: Any) -> Work:
    """What a notebook is run with, as far as its release decides that."""
    known = sheet.facts
    return Work(
        imports=known.imports, provides=known.provides, lenient=known.lenient, own=known.own, given=known.given,
        editable=known.editable, reached=sheet.reached, kernel=sheet.kernel, **more,
    )  # fmt: skip


def sheet(root: Path, assignment: str, row: Any) -> Sheet:
    """A released notebook from nbgrader's row of it, a `nbgrader.api.Notebook`."""
    found = originals(row, released_ids(root, assignment, row.name))
    spec = json.loads(row.kernelspec) if row.kernelspec else None
    return Sheet(row.name, tuple(found), spec or None, facts(found, source(root, assignment, row.name)))


def originals(row: Any, order: Sequence[str]) -> list[Original]:
    """The cells as they were released; the gradebook keeps no order of them, `order` has it."""
    points = {cell.name: cell.max_score for cell in (*row.grade_cells, *row.task_cells)}
    grades = {cell.name for cell in row.grade_cells}
    solutions = {cell.name for cell in row.solution_cells}
    tasks = {cell.name for cell in row.task_cells}
    found = {
        cell.name: Original(
            cell.name, cell.cell_type, cell.source, cell.checksum, bool(cell.locked),
            cell.name in grades, cell.name in solutions, cell.name in tasks, points.get(cell.name),
        )
        for cell in row.source_cells
    }  # fmt: skip
    place = {name: index for index, name in enumerate(order)}
    return sorted(found.values(), key=lambda original: place.get(original.grade_id, len(place)))


def source(root: Path, assignment: str, notebook: str) -> nb.Notebook | None:
    """The instructor's notebook, or None where it cannot be read."""
    return _read(root / "source" / assignment / f"{notebook}.ipynb")


def released_ids(root: Path, assignment: str, notebook: str) -> list[str]:
    """grade_ids in the order of the released notebook, or of the source."""
    release = _read(root / "release" / assignment / f"{notebook}.ipynb")
    found = release or source(root, assignment, notebook)
    return [cell.grade_id for cell in found.cells if cell.grade_id] if found else []


def _read(path: Path) -> nb.Notebook | None:
    try:
        return nb.read(path)
    except nb.NotebookError:
        return None


def facts(cells: Iterable[Original], source: nb.Notebook | None) -> Facts:
    """What the released cells, and the metadata of the source, tell the judge."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    provided = [cell for cell in code if cell.locked and not cell.grade and not cell.theirs]
    theirs = {name for cell in code if cell.theirs for name in _definitions(cell.source)}
    provides = {cell.grade_id: tuple(n for n in _definitions(cell.source) if n not in theirs) for cell in provided}
    plain = _plain(source)
    editable = {cell.grade_id: cell.source for cell in code if cell.theirs}
    return Facts(
        "\n".join(cell.source for cell in provided), provides, _lenient(source), _own(source),
        frozenset([cell.source.strip() for cell in provided] + plain),
        editable | {f"cell without a name {number}": text for number, text in enumerate(plain)},
    )  # fmt: skip


def _plain(source: nb.Notebook | None) -> list[str]:
    """Texts of the code cells that nbgrader does not know."""
    cells = source.cells if source else ()
    return [cell.source.strip() for cell in cells if cell.node.cell_type == "code" and not cell.grade_id]


def _own(source: nb.Notebook | None) -> tuple[str, ...]:
    cells = source.cells if source else ()
    return tuple(c.source for c in cells if c.node.cell_type == "code" and c.role is not nb.Role.TEST)


def _definitions(text: str) -> list[str]:
    """Functions and classes that a cell defines at top level; none where it is not plain Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return []
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [statement.name for statement in body if isinstance(statement, kinds)]


def _lenient(source: nb.Notebook | None) -> frozenset[str]:
    tests = source.by_role(nb.Role.TEST) if source else ()
    marks = {cell.grade_id: cell.node.metadata.get("tito") for cell in tests}
    return frozenset(name for name, mark in marks.items() if isinstance(mark, dict) and mark.get("strict") is False)
