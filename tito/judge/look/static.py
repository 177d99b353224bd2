"""The look at the text of a submission: what stands there that an honest student does not write.

It runs in a trusted process and never runs what it reads. It is no defence, because text can always be disguised: the
sandbox and the stand-ins are. It tells a TA where to look.
"""

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tito.judge.look import magics
from tito.judge.look.cells import CodeCell, Piece, Unreadable, read
from tito.judge.look.finding import Finding, shown
from tito.judge.look.names import Names, bindings
from tito.judge.look.rules import rules_for
from tito.judge.look.rules.about import About

MOST = 50
"""Findings that are reported for a submission: a person reads them."""

_MOST_CHARACTERS = 400_000  # of all cells together
_HIDDEN = re.compile(r"(?:BEGIN|END) HIDDEN TESTS")
_BREAK = re.compile(r"\r\n?|\n")
_DEEPEST = 3  # magics inside magics
_Read = Piece | Unreadable | None


@lru_cache(maxsize=1024)
def names_provided(source: str) -> frozenset[str]:
    """Names that a locked cell provides: functions, classes and their methods (`Tensor.add`), and what it imports.

    A function or class is given as `name()` as well, which tells it from an import.
    """
    found: set[str] = set()
    for node in _top(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found |= {node.name, f"{node.name}()"}
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{n.name}" for n in node.body if isinstance(n, ast.FunctionDef)}
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {name for name, _ in bindings(node)}
    return frozenset(found)


@lru_cache(maxsize=1024)
def names_defined(source: str) -> frozenset[str]:
    """Names of all functions, classes and methods of a cell, and what it assigns at top level."""
    found: set[str] = set()
    for node in _top(source):
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        found |= {
            n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
    return frozenset(found)


def look(
    cells: Sequence[CodeCell], provided: frozenset[str] | None = None, released: Mapping[str, str] | None = None
) -> list[Finding]:
    """What stands in a submission's code that a person should see. It never raises.

    Args:
        cells: all its code cells, in order: the numbers in the findings are their places. Only those of the kind
            `"student"` are looked at; the others say what names mean.
        provided: names that locked cells provide; None: those of the cells that are not the student's.
        released: the released text of each cell that a student may edit: by grade_id, and under any other key that of
            cells without one. What a cell defines there it may define, and the lines of all are the course's.

    Returns:
        At most `MOST` findings, in order of cell and line.
    """
    if provided is None:
        provided = frozenset(name for cell in cells if cell.kind == "provided" for name in names_provided(cell.source))
    trees = _trees(cells)
    names = _names(cells, trees)
    released = released or {}
    known = {line.strip() for text in released.values() for line in text.split("\n")}
    found: list[Finding] = []
    for number, tree in trees.items():
        cell = cells[number - 1]
        about = About(names, provided, names_defined(released.get(cell.grade_id or "", "")))
        lines = _BREAK.split(cell.source)
        for line, what in sorted(set(_cell(cell.source, tree, about))):
            text = lines[line - 1].strip() if line <= len(lines) else ""
            if text not in known:
                found.append(Finding(number, line, what, shown(text)))
        if len(found) >= MOST:
            break
    return found[:MOST]


def _top(source: str) -> list[ast.stmt]:
    tree = _tree(source)
    return tree.tree.body if isinstance(tree, Piece) else []


def _tree(source: str) -> _Read:
    try:
        return read(source)
    except Unreadable as why:
        return why
    except RecursionError:
        return Unreadable("is nested too deeply to look at")


def _trees(cells: Sequence[CodeCell]) -> dict[int, _Read]:
    """The student's cells by their numbers, as far as they can be read."""
    left, trees = _MOST_CHARACTERS, {}
    for number, cell in enumerate(cells, start=1):
        if cell.kind == "student":
            left -= len(cell.source)
            trees[number] = _tree(cell.source) if left >= 0 else Unreadable("stands behind more text than can be read")
    return trees


@lru_cache(maxsize=1024)
def _imports(source: str) -> tuple[tuple[str, str], ...]:
    """What a cell of the course imports: each submission holds the same ones."""
    nodes = (node for statement in _top(source) for node in ast.walk(statement))
    return tuple(pair for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for pair in bindings(node))


def _names(cells: Sequence[CodeCell], trees: Mapping[int, _Read]) -> Names:
    """What names mean in the whole notebook; a tangle that stops this stops the rules as well, and is found there."""
    names = Names()
    for number, cell in enumerate(cells, start=1):
        tree = trees.get(number)
        if isinstance(tree, Piece):
            with contextlib.suppress(Unreadable, RecursionError):
                names.learn([node for node, _ in tree.nodes])
        elif number not in trees:
            names.paths.update(_imports(cell.source))
    return names


def _cell(source: str, tree: _Read, about: About) -> Iterator[tuple[int, str]]:
    """Line and phrase of all that is odd in a cell."""
    if _HIDDEN.search(source):
        yield source[: _HIDDEN.search(source).start()].count("\n") + 1, "speaks of hidden tests"  # type: ignore[union-attr]
    if isinstance(tree, Unreadable):
        yield 1, str(tree)
    elif tree is not None:
        about.names.steps = 0
        try:
            yield from _piece(tree, about)
        except Unreadable as why:
            yield 1, str(why)
        except RecursionError:
            yield 1, "is nested too deeply to look at"
        except Exception as error:  # a slip of ours must not keep a submission from being graded
            yield 1, f"could not be looked at ({type(error).__name__})"


def _piece(piece: Piece, about: About, depth: int = 0) -> Iterator[tuple[int, str]]:
    about.prose.update(id(node.value) for node, _ in piece.nodes if isinstance(node, ast.Expr))
    for node, place in piece.nodes:
        for rule in rules_for(type(node)):
            for what in rule(node, place, about):
                yield piece.line(node), what
        if isinstance(node, ast.Call):
            if what := magics.odd_magic(node, about.names):
                yield piece.line(node), what
            for part in magics.inner(node, piece, about.names) if depth < _DEEPEST else ():
                about.names.learn([node for node, _ in part.nodes])
                yield from _piece(part, about, depth + 1)
