"""Cells that only draw or measure what the course shows: no mark depends on them, and most of the time goes there."""

import ast
import re
from collections.abc import Sequence
from functools import lru_cache

from tito.judge.court.compiling import Unsupported, global_names
from tito.judge.job import Cell

_SHOWS = re.compile(r"\bplt\s*\.|\bfigure\b|matplotlib|\btracemalloc\b")
_UNREADABLE = (Unsupported, SyntaxError, ValueError, RecursionError, MemoryError)
_SCOPES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_WORD = re.compile(r"[^\W\d]\w*")


def for_show(cells: Sequence[Cell], given: frozenset[str]) -> frozenset[int]:
    """Places of cells that show something, stand as they were released, and define nothing that a later cell reads.

    Args:
        cells: the code cells, in order.
        given: texts of the released cells that are neither exercise nor test.
    """
    read: set[str] = set()
    found: set[int] = set()
    for place in reversed(range(len(cells))):
        cell = cells[place]
        reads, binds = _names(cell.source)
        shown = cell.kind != "test" and cell.source.strip() in given and _SHOWS.search(cell.source)
        if shown and not binds & read:
            found.add(place)
        else:
            read |= reads - binds if cell.kind == "test" else _read_first(cell.source)
    return frozenset(found)


@lru_cache(maxsize=512)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Global names that a cell reads, and those that it binds; every word, where it is no plain Python."""
    try:
        reads, binds = global_names(source)
    except _UNREADABLE:
        reads = binds = set(_WORD.findall(source))
    return frozenset(reads), frozenset(binds)


@lru_cache(maxsize=512)
def _read_first(source: str) -> frozenset[str]:
    """The global names that a cell may read before it has bound them; every word, where it is no plain Python."""
    try:
        found: set[str] = set()
        _follow(ast.parse(source).body, set(), found)
        reads, binds = _names(source)  # without what a function or a comprehension keeps to itself
        return frozenset(found) & (reads | binds)
    except _UNREADABLE:
        return frozenset(_WORD.findall(source))


def _follow(body: Sequence[ast.stmt], bound: set[str], found: set[str]) -> None:
    """Go through statements in their order. What one of them binds for certain is put into `bound`."""
    for statement in body:
        inner = [getattr(statement, name, None) for name in ("body", "orelse", "handlers", "finalbody", "cases")]
        blocks = [block for block in inner if isinstance(block, list)]
        if isinstance(statement, ast.With):
            found |= _loads(statement.items) - bound
            bound |= _stores(statement.items)
            _follow(statement.body, bound, found)
        elif isinstance(statement, ast.For):
            found |= _loads([statement.iter]) - bound
            _follow(statement.body, bound | _stores([statement.target]), found)
            _follow(statement.orelse, set(bound), found)
        elif blocks:  # a branch, or a definition: its names are read when it is called
            found |= _loads([statement]) - bound
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                bound.add(statement.name)
        else:
            changed = [statement.target] if isinstance(statement, ast.AugAssign) else []
            found |= (_loads([statement]) | _stores(changed)) - bound
            bound |= _stores([statement])


def _loads(nodes: Sequence[ast.AST]) -> set[str]:
    names = (n for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name))
    return {name.id for name in names if not isinstance(name.ctx, ast.Store)}


def _stores(nodes: Sequence[ast.AST]) -> set[str]:
    """Names that these bind for what comes after them; what a comprehension or a lambda binds is its own."""
    found: set[str] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)
    return found
