"""A notebook as this course sees it: roles of cells, solution and hidden regions, export directives."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tito.errors import TitoError

SCHEMA_VERSION = 3
_DEFAULT_EXP = re.compile(r"^#\|\s*default_exp\s+(\S+)\s*$", re.MULTILINE)
_EXPORT = re.compile(r"^#\|\s*export\s*$", re.MULTILINE)


class NotebookError(TitoError):
    """A notebook cannot be read, or breaks a rule of the course."""


class Role(StrEnum):
    """What a cell is for (design: the table of cells)."""

    PROSE = "prose"
    FREE = "free"
    PROVIDED = "provided"
    EXERCISE = "exercise"
    TEST = "test"
    ANSWER = "answer"


@dataclass(frozen=True)
class Marks:
    """The two phrases that enclose a region, as nbgrader looks for them."""

    begin: str
    end: str


SOLUTION = Marks("BEGIN SOLUTION", "END SOLUTION")
HIDDEN = Marks("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"


def region_lines(source: str, marks: Marks) -> list[int]:
    """Numbers (from 1) of the lines inside the regions of `source`, marks left out.

    Raises:
        NotebookError: a region is nested, never ends, or ends without a beginning.
    """
    inside, numbers = False, []
    for number, line in enumerate(source.split("\n"), start=1):
        if marks.begin in line:
            if inside:
                raise NotebookError(f"line {number}: a second '{marks.begin}' before '{marks.end}'")
            inside = True
        elif marks.end in line:
            if not inside:
                raise NotebookError(f"line {number}: '{marks.end}' without '{marks.begin}'")
            inside = False
        elif inside:
            numbers.append(number)
    if inside:
        raise NotebookError(f"'{marks.begin}' has no '{marks.end}'")
    return numbers


def inside(source: str, marks: Marks) -> list[str]:
    """The lines inside the regions of `source`."""
    lines = source.split("\n")
    return [lines[number - 1] for number in region_lines(source, marks)]


def without(source: str, marks: Marks) -> str:
    """`source` with its regions and their marks taken out."""
    drop = set(region_lines(source, marks))
    lines = enumerate(source.split("\n"), start=1)
    return "\n".join(text for n, text in lines if n not in drop and not _is_mark(text, marks))


def unmarked(source: str, marks: Marks) -> str:
    """`source` with the lines that mark its regions taken out and the regions kept."""
    return "\n".join(line for line in source.split("\n") if not _is_mark(line, marks))


def cleared(source: str, stub: str = CODE_STUB) -> str:
    """`source` with each solution region replaced by a stub, as nbgrader's ClearSolutions does."""
    drop = set(region_lines(source, SOLUTION))
    kept: list[str] = []
    for number, line in enumerate(source.split("\n"), start=1):
        if SOLUTION.begin in line:
            indent = re.match(r"\s*", line).group()  # type: ignore[union-attr]
            kept += [indent + text for text in stub.split("\n")]
        elif number not in drop and SOLUTION.end not in line:
            kept.append(line)
    return "\n".join(kept)


def _is_mark(line: str, marks: Marks) -> bool:
    return marks.begin in line or marks.end in line


@dataclass(frozen=True)
class Cell:
    """One cell: the nbformat node it stands on, and where it stands."""

    node: NotebookNode
    index: int

    @property
    def source(self) -> str:
        return self.node.source

    @property
    def is_code(self) -> bool:
        return self.node.cell_type == "code"

    @property
    def nbgrader(self) -> dict:
        return self.node.metadata.get("nbgrader", {})

    @property
    def grade_id(self) -> str | None:
        return self.nbgrader.get("grade_id")

    @property
    def points(self) -> float:
        return float(self.nbgrader.get("points", 0)) if self.nbgrader.get("grade") else 0.0

    @property
    def tests(self) -> tuple[str, ...]:
        """grade_ids of the exercises that this test cell tests."""
        return tuple(self.node.metadata.get("tito", {}).get("tests", ()))

    @property
    def needs(self) -> tuple[str, ...]:
        """grade_ids of the exercises that this test cell cannot do without."""
        return tuple(self.node.metadata.get("tito", {}).get("needs", ()))

    @property
    def role(self) -> Role:
        meta = self.nbgrader
        if meta.get("grade"):
            return Role.ANSWER if meta.get("solution") else Role.TEST
        if meta.get("solution"):
            return Role.EXERCISE
        if meta.get("locked"):
            return Role.PROVIDED
        return Role.FREE if self.is_code else Role.PROSE

    @property
    def exported(self) -> bool:
        return self.is_code and bool(_EXPORT.search(self.source))

    @property
    def export_source(self) -> str:
        """What goes into the package: no directive, no solution marks."""
        return _EXPORT.sub("", unmarked(self.source, SOLUTION)).strip("\n")

    def __str__(self) -> str:
        return f"cell {self.index + 1}" + (f" ('{self.grade_id}')" if self.grade_id else "")


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course: its nodes, read once, and what they mean."""

    node: NotebookNode
    path: Path

    @cached_property
    def cells(self) -> list[Cell]:
        return [Cell(node, index) for index, node in enumerate(self.node.cells)]

    @cached_property
    def default_exp(self) -> str | None:
        """The module that exported cells go to, below `tinytorch`: `core.tensor`; None for a milestone."""
        for cell in self.cells:
            if cell.is_code and (found := _DEFAULT_EXP.search(cell.source)):
                return found.group(1)
        return None

    def by_role(self, *roles: Role) -> Iterator[Cell]:
        return (cell for cell in self.cells if cell.role in roles)

    def by_id(self, grade_id: str) -> Cell:
        """The cell of that grade_id.

        Raises:
            NotebookError: there is none.
        """
        for cell in self.cells:
            if cell.grade_id == grade_id:
                return cell
        raise NotebookError(f"{self.path.name} has no cell '{grade_id}'.")


def read(path: Path) -> Notebook:
    """Read a notebook of any nbformat 4.

    Raises:
        NotebookError: one sentence: missing, not JSON, not a notebook, of another major format, not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotebookError(f"{path} does not exist.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NotebookError(f"{path} cannot be read: {_reason(error)}.") from None
    return Notebook(parse(text, str(path)), path)


def parse(text: str, name: str) -> NotebookNode:
    """Notebook nodes from JSON text; `name` is what an error calls it.

    Raises:
        NotebookError: as `read`.
    """
    try:
        node = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    except Exception as error:  # nbformat raises half a dozen kinds, one of them JSON's own
        raise NotebookError(f"{name} is not a notebook: {_reason(error)}.") from None
    if node.get("nbformat") != 4 or not isinstance(node.get("cells"), list):
        found = node.get("nbformat")
        raise NotebookError(f"{name} is of notebook format {found}; open it in JupyterLab and save it as format 4.")
    try:
        nbformat.validate(node)
    except nbformat.ValidationError as error:
        raise NotebookError(f"{name} is not a valid notebook: {_reason(error)}.") from None
    return node


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    first = str(error).strip().splitlines() or [type(error).__name__]
    return re.sub(r"^Notebook does not appear to be JSON.*", "it is not JSON", first[0]).rstrip(". ")


def problems(notebook: Notebook, points: float | None = None) -> list[str]:
    """What in a source notebook breaks a rule of design section 3, a sentence each; empty when none does."""
    found: list[str] = []
    seen: dict[str, Cell] = {}
    for cell in notebook.cells:
        found += _cell_problems(cell)
        if cell.grade_id is None:
            continue
        if cell.grade_id in seen:
            found.append(f"{cell} repeats the grade_id of cell {seen[cell.grade_id].index + 1}")
        seen[cell.grade_id] = cell
    found += _reference_problems(notebook)
    total = sum(cell.points for cell in notebook.cells)
    if points is not None and total != points:
        found.append(f"the points add up to {total:g}, and course.toml says {points:g}")
    return found


def _cell_problems(cell: Cell) -> list[str]:
    found = []
    if cell.nbgrader and cell.nbgrader.get("schema_version") != SCHEMA_VERSION:
        found.append(f"{cell} has nbgrader metadata of another schema than version {SCHEMA_VERSION}")
    if cell.nbgrader and not cell.grade_id:
        found.append(f"{cell} has nbgrader metadata without a grade_id")
    try:
        solution, hidden = inside(cell.source, SOLUTION), inside(cell.source, HIDDEN)
    except NotebookError as error:
        return [*found, f"{cell}: {error}"]
    if cell.role in (Role.EXERCISE, Role.ANSWER) and not any(line.strip() for line in solution):
        found.append(f"{cell} has nothing between '### BEGIN SOLUTION' and '### END SOLUTION'")
    if solution and cell.role not in (Role.EXERCISE, Role.ANSWER):
        found.append(f"{cell} holds a solution, and is not marked as a solution cell")
    if hidden and cell.role is not Role.TEST:
        found.append(f"{cell} holds hidden tests, and is not marked as a test cell")
    if cell.node.get("outputs"):
        found.append(f"{cell} has outputs: clear them before you commit")
    return found


def _reference_problems(notebook: Notebook) -> list[str]:
    exercises = {cell.grade_id for cell in notebook.by_role(Role.EXERCISE)}
    found, tested = [], set()
    for cell in notebook.by_role(Role.TEST):
        if not cell.tests:
            found.append(f'{cell} names no exercise in its metadata: "tito": {{"tests": [...], "needs": [...]}}')
        for unknown in sorted({*cell.tests, *cell.needs} - exercises):
            found.append(f"{cell} names '{unknown}', which is no exercise of this notebook")
        tested |= set(cell.tests)
    return found + [f"exercise '{name}' is tested by no cell" for name in sorted(exercises - tested)]


def defined_names(source: str) -> list[str]:
    """Names that a piece of Python binds at top level, in order; empty where it does not compile."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    names: list[str] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.append(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names += [t.id for t in targets if isinstance(t, ast.Name)]
    return list(dict.fromkeys(names))


def public_names(source: str) -> list[str]:
    """`defined_names` that do not begin with an underscore."""
    return [name for name in defined_names(source) if not name.startswith("_")]
