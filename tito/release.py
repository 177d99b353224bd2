"""What may leave the course: an independent look at everything that students get.

Nothing here knows how nbgrader removes solutions: released files are compared with the source, line by line.
"""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from tito import notebook as nb
from tito.notebook import HIDDEN, SOLUTION, Cell, Notebook, Role

_FOLDERS = ("data", "images")
_MARKS = (SOLUTION.begin, SOLUTION.end, HIDDEN.begin, HIDDEN.end)
_SHORT = 12


@dataclass(frozen=True)
class Secrets:
    """Lines that no student may see: solutions, hidden tests, model answers and rubrics."""

    lines: frozenset[str]

    @classmethod
    def of(cls, source: Notebook) -> "Secrets":
        """The secret lines of a source notebook; what also stands in the open is no secret."""
        secret: set[str] = set()
        public = ""
        for cell in source.cells:
            secret |= {_squeezed(line) for marks in (SOLUTION, HIDDEN) for line in nb.inside(cell.source, marks)}
            public += _squeezed(nb.without(nb.without(cell.source, SOLUTION), HIDDEN))
        return cls(frozenset(line for line in secret if len(line) >= _SHORT and line not in public))

    @classmethod
    def of_tests(cls, source: Notebook) -> "Secrets":
        """Without the solutions: what may not stand in feedback, where a student's right answer may equal ours."""
        exercises = {_squeezed(x) for c in source.by_role(Role.EXERCISE) for x in nb.inside(c.source, SOLUTION)}
        return cls(cls.of(source).lines - exercises)

    def found_in(self, text: str) -> list[str]:
        """Secret lines that occur in `text`, whatever white space stands around or within them."""
        squeezed = _squeezed(text)
        return sorted(line for line in self.lines if line in squeezed)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def scan_release(source: Notebook, folder: Path) -> list[str]:
    """Everything that is wrong with a released folder, a sentence each; empty when nothing is.

    Looks for secret lines in every file, for files that should not be there, and for signatures, docstrings, directives
    and metadata that should be.
    """
    if not folder.is_dir():
        return [f"{folder.name} has not been generated: run nbgrader generate_assignment {folder.name}"]
    faults = stray_files(source, folder)
    try:
        released = nb.read(folder / source.path.name)
    except nb.NotebookError as error:
        return [*faults, str(error)]
    return faults + compare(source, released)


def stray_files(source: Notebook, folder: Path) -> list[str]:
    """What is wrong with the files beside the notebook of a released folder."""
    return [f for path in sorted(folder.rglob("*")) if path.is_file() for f in _file_faults(source, folder, path)]


def compare(source: Notebook, released: Notebook) -> list[str]:
    """What a released notebook shows that it must not, or lacks that it must have."""
    faults = [f"the notebook shows '{line}'" for line in _secret_texts(source, released)]
    theirs = {cell.node.id: cell for cell in released.cells}
    for cell in source.cells:
        if cell.node.id not in theirs:
            faults.append(f"{cell} is missing")
        else:
            faults += _cell_faults(cell, theirs[cell.node.id])
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
    if cell.role is not released.role or cell.grade_id != released.grade_id or cell.points != released.points:
        faults.append(f"{cell} has changed its nbgrader metadata")
    if cell.exported != released.exported:
        faults.append(f"{cell} has lost its '#| export'")
    open_text = nb.without(nb.without(cell.source, SOLUTION), HIDDEN)
    lacking = [line for line in open_text.split("\n") if line.strip() and line not in released.source.split("\n")]
    faults += [f"{cell} lacks the line '{line.strip()}'" for line in lacking[:1]]
    stub = nb.CODE_STUB if cell.is_code else nb.TEXT_STUB
    if cell.role in (Role.EXERCISE, Role.ANSWER) and stub.split("\n")[-1] not in released.source:
        faults.append(f"{cell} has no place for the student to write in")
    return faults


def _file_faults(source: Notebook, folder: Path, path: Path) -> list[str]:
    name = path.relative_to(folder)
    if name.as_posix() == source.path.name:
        return []
    if path.is_symlink():
        return [f"{name} is a link"]
    if len(name.parts) < 2 or name.parts[0] not in _FOLDERS:
        return [f"{name} should not be there: what students need beside the notebook stands in {' or '.join(_FOLDERS)}/"]
    text = path.read_text(encoding="utf-8", errors="replace")
    return [f"{name} shows '{line}'" for line in Secrets.of(source).found_in(text)]


def scan_feedback(source: Notebook, text: str) -> list[str]:
    """Secret lines of tests and rubrics that a feedback page shows; `text` is its HTML."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text))
    return Secrets.of_tests(source).found_in(plain) + Secrets.of_tests(source).found_in(html.unescape(text))
