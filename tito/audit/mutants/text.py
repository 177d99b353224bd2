"""Texts of mutants: where a solution may be changed, a change put into its text, and the difference to read."""

import ast
import difflib
import textwrap
import warnings
from collections.abc import Iterable, Iterator

from tito import notebook as nb
from tito.audit.mutants.changing import Change

Place = tuple[int, int]  # line from 1, column in characters from 0


class Text:
    """The text of an exercise, its tree, and the lines of its solution."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.tree = parsed(source)
        self._solution = _solution(source)
        self._left_alone = [self.span(node) for node in _left_alone(self.tree)]

    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    def may_change(self, start: Place, end: Place) -> bool:
        """Whether a piece of the text is the solution's, and no annotation, docstring or message."""
        lines = range(start[0], end[0] + 1)
        left = (first <= start and end <= last for first, last in self._left_alone)
        return self._solution.issuperset(lines) and not any(left)

    def span(self, node: ast.AST) -> tuple[Place, Place]:
        """Where a node begins, and where it ends."""
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno, node.end_col_offset)

    def _place(self, line: int, offset: int) -> Place:
        return line, len(self.lines[line - 1].encode()[:offset].decode(errors="ignore"))

    def spliced(self, change: Change) -> str:
        """The text with a change made."""
        start, end = self.span(change.old)
        if isinstance(change.new, list):
            indent = "\n" + " " * start[1]
            return self._with(start, end, indent.join(self._statement(one, start[1]) for one in change.new))
        bare = self._with(start, end, ast.unparse(change.new))
        safe = self._with(start, end, f"({ast.unparse(change.new)})")
        return bare if shape(safe) in (shape(bare), None) else safe  # a slice cannot stand in brackets

    def _statement(self, statement: ast.stmt, indent: int) -> str:
        """A statement as it stands, where it does; else as Python would write it."""
        stands = ast.get_source_segment(self.source, statement) if hasattr(statement, "lineno") else None
        if stands and parsed_alike(stands, statement):
            return stands
        return textwrap.indent(ast.unparse(statement), " " * indent).lstrip()

    def _with(self, start: Place, end: Place, text: str) -> str:
        before = [*self.lines[: start[0] - 1], self.lines[start[0] - 1][: start[1]]]
        after = [self.lines[end[0] - 1][end[1] :], *self.lines[end[0] :]]
        return "\n".join(before) + text + "\n".join(after)


def _solution(source: str) -> set[int]:
    """The lines of the solution: all of them in a cell without marks, which nbgrader releases empty."""
    if nb.SOLUTION.begin in source:
        return set(nb.region_lines(source, nb.SOLUTION))
    return set(range(1, source.count("\n") + 2))


def parsed(source: str) -> ast.Module:
    """The tree of a text; what it warns of is its author's business.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(source, "cell", "exec", dont_inherit=True)
        return ast.parse(source)


def parsed_alike(text: str, statement: ast.stmt) -> bool:
    """Whether a text is that statement."""
    try:
        body = ast.parse(textwrap.dedent(text)).body
    except SyntaxError:  # a statement of several lines, taken out of its block
        return False
    return len(body) == 1 and ast.dump(body[0]) == ast.dump(statement)


def shape(source: str) -> str | None:
    """What two texts that mean the same have in common; None for what is no Python."""
    try:
        return ast.dump(_Negations().visit(parsed(source)))
    except (SyntaxError, ValueError):
        return None


_NEGATED = {ast.Eq: ast.NotEq, ast.Is: ast.IsNot, ast.In: ast.NotIn}
_NEGATED |= {after: before for before, after in _NEGATED.items()}


class _Negations(ast.NodeTransformer):
    """`not a == b` is `a != b`."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        inner = node.operand
        if isinstance(node.op, ast.Not) and isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            other = _NEGATED.get(type(inner.ops[0]))
            if other is not None:
                return ast.Compare(inner.left, [other()], inner.comparators)
        return node


def _left_alone(tree: ast.Module) -> Iterator[ast.AST]:
    """Annotations, docstrings, and what an exception says: none of them is what a solution does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns
        elif isinstance(node, ast.Raise) and node.exc is not None:
            yield node.exc
        elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield node


def difference(before: str, after: str, context: int = 0) -> str:
    """Removed and added lines, each behind `-` or `+`, with so many lines around them; what all indent is left out.

    What is only added stands between its neighbours: else nobody could tell where. An empty neighbour is left out, as
    it is where an argument is read.
    """
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=context)
    marked = [line for line in lines if not line.startswith(("---", "+++", "@@")) and line.strip()]
    if not context and all(line.startswith("+") for line in marked):
        return difference(before, after, 1)
    texts = textwrap.dedent("\n".join(line[1:] for line in marked)).split("\n")
    return "\n".join(f"{line[0]} {text}".rstrip() for line, text in zip(marked, texts, strict=True))


def alike(diffs: Iterable[str]) -> set[str]:
    """Diffs that occur more than once."""
    seen: set[str] = set()
    return {one for one in diffs if one in seen or seen.add(one)}
