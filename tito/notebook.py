"""A notebook as this course sees it: roles of cells, solution and hidden regions, export directives."""

import ast
import json
import re
import warnings
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

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
    def nbgrader(self) -> dict[str, Any]:
        """nbgrader's metadata; empty where there is none, or something that is no table."""
        return self._table("nbgrader")

    @property
    def grade_id(self) -> str | None:
        name = self.nbgrader.get("grade_id")
        return name if isinstance(name, str) and name else None

    @property
    def points(self) -> float:
        points = self.nbgrader.get("points", 0) if self.nbgrader.get("grade") else 0
        return float(points) if isinstance(points, int | float) else 0.0

    @property
    def tests(self) -> tuple[str, ...]:
        """grade_ids of the exercises that this test cell tests."""
        return self._names("tests")

    @property
    def needs(self) -> tuple[str, ...]:
        """grade_ids of the exercises that this test cell cannot do without."""
        return self._names("needs")

    def _table(self, key: str) -> dict[str, Any]:
        """A table in the metadata: a student's notebook may hold anything there."""
        value = self.node.metadata.get(key)
        return value if isinstance(value, dict) else {}

    def _names(self, key: str) -> tuple[str, ...]:
        value = self._table("tito").get(key)
        return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()

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
        lines = re.sub(r"\r\n?", "\n", self.source)
        return _EXPORT.sub("", unmarked(lines, SOLUTION)).strip("\n")

    def __str__(self) -> str:
        return f"cell {self.index + 1}" + (f" ('{self.grade_id}')" if self.grade_id else "")


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course: its nodes, read once, and what they mean."""

    node: NotebookNode
    path: Path
    ids: tuple[Any, ...] | None = None  # cell ids as the file has them, before nbformat mends them

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


def claims(nodes: Sequence[NotebookNode], known: Container[str]) -> list[str | None]:
    """Which of the known grade_ids each cell has, or had before an editor dropped its metadata.

    A cell's id speaks for it only where no cell has the name in its metadata.
    """
    named = [Cell(node, index).grade_id for index, node in enumerate(nodes)]
    taken = {name for name in named if name is not None}
    return [
        name if name is not None and name in known else node_id if node_id in known and node_id not in taken else None
        for name, node_id in zip(named, (_id_of(node) for node in nodes), strict=True)
    ]


def _id_of(node: NotebookNode) -> str:
    name = node.get("id")
    return name if isinstance(name, str) else ""


def read(path: Path) -> Notebook:
    """Read a notebook of any nbformat 4.

    Raises:
        NotebookError: one sentence: missing, not JSON, not a notebook, of another major format, not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotebookError(f"{path} does not exist.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NotebookError(f"{path} cannot be read: {_reason(error)}.") from None
    node = parse(text, str(path))
    return Notebook(node, path, tuple(cell.get("id") for cell in json.loads(text)["cells"]))


def read_source(path: Path, points: float | None = None) -> Notebook:
    """Read an instructor's notebook, and hold it to the rules of the course.

    Raises:
        NotebookError: as `read`, or the first of its `problems`.
    """
    source = read(path)
    for fault in problems(source, points):
        raise NotebookError(f"{path}: {fault}.")
    return source


def parse(text: str, name: str) -> NotebookNode:
    """Notebook nodes from JSON text; `name` is what an error calls it.

    Raises:
        NotebookError: as `read`.
    """
    data = _data(text, name)
    found = data["nbformat"]
    if found != 4 or isinstance(found, bool):
        advice = "open it in JupyterLab and save it as format 4"
        raise NotebookError(f"{name} is of notebook format {found!r}: {advice}.")
    try:
        with warnings.catch_warnings():  # of ids that nbformat repairs: `problems` names them
            warnings.simplefilter("ignore")
            return _valid(data, name)
    except NotebookError:
        raise
    except Exception:  # nbformat stumbles over a malformed tree in half a dozen ways
        raise NotebookError(f"{name} is not a valid notebook: it is malformed.") from None


def _valid(data: dict[str, Any], name: str) -> NotebookNode:
    """The nodes of data, validated once: nbformat.reads would do so as well."""
    try:
        node = nbformat.v4.to_notebook_json(data)
        nbformat.validate(node)
    except nbformat.ValidationError as error:
        raise NotebookError(f"{name} is not a valid notebook: {_reason(error)}.") from None
    except AttributeError as error:
        raise NotebookError(f"{name} is not a valid notebook: it is missing an expected key: {error}.") from None
    return node


def _data(text: str, name: str) -> dict[str, Any]:
    """JSON text as data that says which notebook format it has."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise NotebookError(f"{name} is not a notebook: it is not JSON.") from None
    if not isinstance(data, dict) or "nbformat" not in data:
        raise NotebookError(f"{name} is not a notebook: it does not say which notebook format it has.")
    return data


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    first = str(error).strip().splitlines() or [type(error).__name__]
    return first[0].rstrip(". ") if len(first[0]) < 200 else first[0][:200] + " ..."


def problems(notebook: Notebook, points: float | None = None) -> list[str]:
    """What in a source notebook breaks a rule of design section 3, a sentence each; empty when none does."""
    found = _id_problems(notebook)
    seen: dict[str, Cell] = {}
    for cell in notebook.cells:
        found += _cell_problems(cell)
        if cell.grade_id is None:
            continue
        if cell.grade_id in seen:
            found.append(f"{cell} repeats the grade_id of cell {seen[cell.grade_id].index + 1}")
        seen[cell.grade_id] = cell
    found += _reference_problems(notebook) + _import_problems(notebook)
    total = sum(cell.points for cell in notebook.cells)
    if points is not None and total != points:
        found.append(f"the points add up to {total:g}, and course.toml says {points:g}")
    return found


def _id_problems(notebook: Notebook) -> list[str]:
    """Cells are told apart by their ids, in a release as in a submission."""
    ids = notebook.ids if notebook.ids is not None else tuple(c.node.get("id") for c in notebook.cells)
    found, seen = [], {}
    for cell, name in zip(notebook.cells, ids, strict=True):
        if name is None:
            found.append(f"{cell} has no id: save the notebook in JupyterLab, as notebook format 4.5")
        elif seen.setdefault(name, cell) is not cell:
            found.append(f"{cell} repeats the id of cell {seen[name].index + 1}")
    return found


def _cell_problems(cell: Cell) -> list[str]:
    found = []
    for key in ("nbgrader", "tito"):
        if not isinstance(cell.node.metadata.get(key, {}), dict):
            found.append(f"{cell} has '{key}' metadata that is no table")
    if cell.nbgrader and cell.nbgrader.get("schema_version") != SCHEMA_VERSION:
        found.append(f"{cell} has nbgrader metadata of another schema than version {SCHEMA_VERSION}")
    if cell.nbgrader and not cell.grade_id:
        found.append(f"{cell} has nbgrader metadata without a grade_id")
    points = cell.nbgrader.get("points", 0)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < float("inf"):
        found.append(f"{cell} has points that are no number")
    if cell.role in (Role.EXERCISE, Role.TEST) and not cell.is_code:
        found.append(f"{cell} has the metadata of {cell.role} code, and is a {cell.node.cell_type} cell")
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


def _import_problems(notebook: Notebook) -> list[str]:
    """A notebook that imports the package says first which one is meant: the student's own, or the reference."""
    said = False
    for cell in (cell for cell in notebook.cells if cell.is_code):
        said = said or "use_tinytorch()" in cell.source
        if not said and re.search(r"^\s*(from|import) tinytorch\b", cell.source, re.MULTILINE):
            return [f"{cell} imports tinytorch before 'from tito.stack import use_tinytorch; use_tinytorch()'"]
    return []


def _reference_problems(notebook: Notebook) -> list[str]:
    exercises = {cell.grade_id for cell in notebook.by_role(Role.EXERCISE)}
    found, tested = [], set()
    for cell in notebook.by_role(Role.TEST):
        if not cell.tests:
            form = '"tito": {"tests": [...], "needs": [...]}'
            found.append(f"{cell} names no exercise in its metadata: {form}")
        for unknown in sorted({*cell.tests, *cell.needs} - exercises):
            found.append(f"{cell} names '{unknown}', which is no exercise of this notebook")
        tested |= set(cell.tests)
    return found + [f"exercise '{name}' is tested by no cell" for name in sorted(exercises - tested)]


@dataclass(frozen=True)
class Fault:
    """Why a piece of Python does not compile, and in which line where that is known."""

    what: str
    line: int | None = None


def syntax_fault(source: str) -> Fault | None:
    """What keeps a piece of Python from compiling; None when nothing does."""
    return _about(source)[0]


def defined_names(source: str) -> list[str]:
    """Names that a piece of Python defines at top level, in order; empty where it does not compile."""
    return list(_about(source)[1])


def _about(source: str) -> tuple[Fault | None, tuple[str, ...]]:
    """Its fault, and the names that it defines."""
    return _compiled(source) if len(source) > _LONG else _known(source)


_LONG = 10_000  # characters from which on a piece is not kept: what students hand in fills no memory


def _compiled(source: str) -> tuple[Fault | None, tuple[str, ...]]:
    try:
        with warnings.catch_warnings():  # an odd escape in a string is its author's business
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
            compile(tree, "cell", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Fault(error.msg, error.lineno), ()
    except ValueError as error:
        return Fault(str(error)), ()
    except (RecursionError, MemoryError):
        return Fault("it is too deeply nested"), ()
    return None, tuple(_defined(tree.body))


_known = lru_cache(maxsize=1024)(_compiled)


def _defined(body: list[ast.stmt]) -> list[str]:
    names: list[str] = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.append(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            stored = (n for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
            names += [n.id for n in stored if isinstance(n.ctx, ast.Store)]
        elif isinstance(statement, ast.Delete):
            names = [n for n in names if n not in {t.id for t in statement.targets if isinstance(t, ast.Name)}]
    return list(dict.fromkeys(names))
