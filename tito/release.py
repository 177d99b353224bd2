"""What may leave the course: an independent look at everything that students get.

Nothing here knows how nbgrader removes solutions: released files are compared with the source, line by line.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tito import handout
from tito import notebook as nb
from tito.notebook import HIDDEN, SOLUTION, Cell, Marks, Notebook, Role

_FOLDERS = ("data", "images")
_MARKS = (SOLUTION.begin, SOLUTION.end, HIDDEN.begin, HIDDEN.end)
_CODE = (".py", ".ipynb", ".pyc")
_SHORT = 12


@dataclass(frozen=True)
class Secrets:
    """Lines that no student may see: solutions, hidden tests, model answers and rubrics."""

    lines: frozenset[str]

    @classmethod
    def of(cls, source: Notebook) -> "Secrets":
        """The secret lines of a source notebook; what also stands in the open is no secret.

        Raises:
            NotebookError: a region of a cell has no beginning or no end.
        """
        return cls(_hidden_lines(source, source.cells, _squeezed))

    @classmethod
    def of_tests(cls, source: Notebook) -> "Secrets":
        """Without the solutions: what may not stand in feedback, where a student's right answer may equal ours."""
        exercises = {_squeezed(x) for c in source.by_role(Role.EXERCISE) for x in nb.inside(c.source, SOLUTION)}
        return cls(cls.of(source).lines - exercises)

    def found_in(self, text: str) -> list[str]:
        """Secret lines that occur in `text`, whatever white space stands around or within them."""
        squeezed = _squeezed(text)
        return sorted(line for line in self.lines if line in squeezed)


def _hidden_lines(source: Notebook, cells: Iterable[Cell], form: Callable[[str], str]) -> frozenset[str]:
    """Lines in regions of `cells`, in a form that can be searched for, unless they also stand in the open."""
    secret = {form(line) for cell in cells for marks in (SOLUTION, HIDDEN) for line in _inside(source, cell, marks)}
    public = "".join(form(_open_text(cell)) for cell in source.cells)
    return frozenset(line for line in secret if len(line) >= _SHORT and line not in public)


def _inside(source: Notebook, cell: Cell, marks: Marks) -> list[str]:
    try:
        return nb.inside(cell.source, marks)
    except nb.NotebookError as error:
        raise nb.NotebookError(f"{source.path}: {cell}, {error}.") from None


def _open_text(cell: Cell) -> str:
    return nb.without(nb.without(cell.source, SOLUTION), HIDDEN)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _letters(text: str) -> str:
    """Letters and digits alone: what is left of Markdown when it has become a page."""
    return re.sub(r"[\W_]+", "", text)


def scan_release(source: Notebook, folder: Path, references: Mapping[str, str] | None = None) -> list[str]:
    """Everything that is wrong with a released folder, a sentence each; empty when nothing is.

    Looks for secret lines in every file, for files that should not be there, and for signatures, docstrings, directives
    and metadata that should be.

    Args:
        references: module id -> text of its reference, for the earlier modules that were released to catch up.
    """
    if not folder.is_dir():
        return [f"it has not been generated: run nbgrader generate_assignment {folder.name}"]
    faults = stray_files(source, folder, references)
    try:
        released = nb.read(folder / source.path.name)
    except nb.NotebookError as error:
        return [*faults, str(error)]
    return faults + compare(source, released)


def stray_files(source: Notebook, folder: Path, references: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with the files beside the notebook of a released folder."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())
    return [fault for path in found for fault in _file_faults(source, folder, path, references or {})]


def compare(source: Notebook, released: Notebook) -> list[str]:
    """What a released notebook shows that it must not, or lacks that it must have."""
    faults = [f"the notebook shows '{line}'" for line in _secret_texts(source, released)]
    theirs = {cell.node.get("id"): cell for cell in released.cells}
    ids = [cell.node.get("id") for cell in source.cells]
    for cell, name in zip(source.cells, ids, strict=True):
        faults += _cell_faults(cell, theirs[name]) if name in theirs else [f"{cell} is missing"]
    added = [cell for cell in released.cells if cell.node.get("id") not in ids]
    faults += [f"{cell} of the release is not in the source" for cell in added]
    if not faults and [cell.node.get("id") for cell in released.cells] != ids:
        faults.append("the cells stand in another order than in the source")
    return faults


def _secret_texts(source: Notebook, released: Notebook) -> list[str]:
    """The secret lines, as they are written, that the released notebook holds anywhere: cells, outputs, metadata."""
    everything = "\n".join(_texts(released.node))
    return Secrets.of(source).found_in(everything) + [mark for mark in _MARKS if mark in everything]


def _texts(node: object) -> list[str]:
    """All strings in a tree of nodes, keys included."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for key, value in node.items() for text in (str(key), *_texts(value))]
    if isinstance(node, list):
        joined = "".join(x for x in node if isinstance(x, str))
        return [joined, *(text for value in node for text in _texts(value))]
    return []


def _cell_faults(cell: Cell, released: Cell) -> list[str]:
    faults = []
    if released.node.get("outputs"):
        faults.append(f"{cell} has outputs")
    if _meaning(cell) != _meaning(released):
        faults.append(f"{cell} has changed its nbgrader metadata")
    if cell.exported != released.exported:
        faults.append(f"{cell} has lost its '#| export'")
    theirs, ours = _lines(released.source), _lines(_open_text(cell))
    if theirs != ours:
        faults += [f"{cell} lacks the line '{line.strip()}'" for line in ours if line not in theirs][:1]
        faults += [f"{cell} shows the line '{line.strip()}'" for line in theirs if line not in ours][:1]
        if not faults:
            faults.append(f"{cell} has its lines in another order or number than the source")
    stub = nb.CODE_STUB if cell.is_code else nb.TEXT_STUB
    if cell.role in (Role.EXERCISE, Role.ANSWER) and stub.split("\n")[-1] not in released.source:
        faults.append(f"{cell} has no place for the student to write in")
    return faults


def _meaning(cell: Cell) -> tuple[object, ...]:
    return cell.node.cell_type, cell.role, cell.grade_id, cell.points, cell.tests, cell.needs


def _lines(text: str) -> list[str]:
    """Lines as they are written, blank ones and the stub left out."""
    stub = {line.strip() for line in (*nb.CODE_STUB.split("\n"), nb.TEXT_STUB)}
    return [line.rstrip() for line in text.split("\n") if line.strip() and line.strip() not in stub]


def _file_faults(source: Notebook, folder: Path, path: Path, references: Mapping[str, str]) -> list[str]:
    name = path.relative_to(folder)
    if path.is_symlink():
        return [f"{name} is a link"]
    if name.as_posix() == source.path.name:
        return []
    if name.parts[0] == handout.FOLDER:
        return _handout_faults(source, path, name.relative_to(handout.FOLDER), references)
    if len(name.parts) < 2 or name.parts[0] not in _FOLDERS:
        return [f"{name} should not be there: what students need beside it stands in {' or '.join(_FOLDERS)}/"]
    if path.suffix in _CODE:
        return [f"{name} should not be there: code that students need stands in the notebook"]
    return _shown_in(source, path, name)


def _handout_faults(source: Notebook, path: Path, name: Path, references: Mapping[str, str]) -> list[str]:
    """What is wrong with a file of the handout: nothing but what `tito.handout` writes may lie there."""
    shown = f"{handout.FOLDER}/{name.as_posix()}"
    if name.as_posix() == handout.RELEASED:
        try:
            return [f"{shown}: {fault}" for fault in compare(source, nb.read(path))]
        except nb.NotebookError as error:
            return [str(error)]
    if name.as_posix() == handout.FACTS:
        return _facts_faults(source, path, shown)
    if name.parent.as_posix() == handout.CATCH_UP and name.stem in references and path.suffix == ".py":
        same = path.read_text(encoding="utf-8", errors="replace") == references[name.stem]
        return [] if same else [f"{shown} is not the reference as it stands: generate the release again"]
    return [f"{shown} should not be there: tito writes that folder, and it holds no other file"]


def _facts_faults(source: Notebook, path: Path, shown: str) -> list[str]:
    """Secret lines in the rows of course.toml; a checkpoint's code is public, and may hold a line of a solution."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return [f"{shown} is not what tito wrote there: generate the release again"]
    return _secret_lines(source, "\n".join(_texts(_without_code(data))), shown)


def _without_code(data: object) -> object:
    if isinstance(data, dict):
        return {key: _without_code(value) for key, value in data.items() if key != "runs"}
    return [_without_code(value) for value in data] if isinstance(data, list) else data


def _shown_in(source: Notebook, path: Path, name: Path) -> list[str]:
    """Secret lines in a file of data."""
    return _secret_lines(source, path.read_text(encoding="utf-8", errors="replace"), str(name))


def _secret_lines(source: Notebook, text: str, name: str) -> list[str]:
    escaped = text.replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t")  # as JSON writes lines
    return [f"{name} shows '{line}'" for line in Secrets.of(source).found_in(f"{text}\n{escaped}")]


def scan_feedback(source: Notebook, text: str) -> list[str]:
    """Secret lines of tests and rubrics that a feedback page shows; `text` is its HTML."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text))
    whole = html.unescape(text)
    found = {*Secrets.of_tests(source).found_in(plain), *Secrets.of_tests(source).found_in(whole)}
    rubric = _hidden_lines(source, source.by_role(Role.ANSWER), _letters)
    shown = _letters(plain)
    return sorted(found) + sorted(line for line in rubric if line in shown and not found)
