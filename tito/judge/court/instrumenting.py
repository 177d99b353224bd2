"""Test cells told to say which of their checks held.

A site is a check, named by its line. It is noted after it has passed, so that a loop over nothing and an assertion
that was swallowed leave no note. Sites are assertions, calls that look like checks, `with pytest.raises(...)`, and
calls that are a statement of their own; among the last, those are left out that print or fill a container, and those
whose exception the cell expects, for where that one is raised is up to the student.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

_PREFIXES = ("assert", "test", "check", "verify", "validate", "expect")
_RAISING = {"raises", "warns", "deprecated_call", "fail"}
_MUTE_NAMES = {"print", "display", "setattr", "delattr", "next", "input", "exec", "help"}
_MUTE_METHODS = {
    "append", "extend", "insert", "add", "update", "remove", "discard", "pop", "clear", "sort", "reverse",
    "setdefault", "write", "writelines", "close", "flush", "seed", "shuffle", "sleep",
}  # fmt: skip
_MUTE_ROOTS = {"plt", "warnings", "random", "time", "gc", "os", "sys", "logging"}
_COMPARISONS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip

Choice = tuple[frozenset[int], frozenset[int]]


@dataclass(frozen=True)
class Condition:
    """The condition of an assertion that has no message: where it stands, and whether it compares two values."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int
    compares: bool


class Instrumented(ast.NodeTransformer):
    """Rewrites the tree of a test cell; lines stay as they are.

    What is put in calls methods of a recorder under a name that no source can spell.

    Attributes:
        asserted: the conditions without a message of their own, as the recorder's `told` counts them.
        choices: the sites of the two branches of each `if` with an `else` that checks something in both.
    """

    def __init__(self, recorder: str) -> None:
        self._recorder = recorder
        self._expected = 0  # how many blocks around here expect an exception
        self.asserted: list[Condition] = []
        self.choices: list[Choice] = []
        self._sites: set[int] = set()

    def last_value(self, tree: ast.Module) -> None:
        """Hand the value of the last expression to the recorder."""
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = tree.body[-1]
            last.value = self._call("value", last.value, last.value)

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        original = node.test
        self.generic_visit(node)
        if node.msg is None:
            node.msg = self._call("told", original, ast.Constant(len(self.asserted)))
            self.asserted.append(_condition(original))
            node.test = self._compared(node.test)
        return [node, self._note(node)]

    def _compared(self, test: ast.expr) -> ast.expr:
        """A comparison of two values, made by the recorder so that it can show both."""
        if not _compares(test):
            return test
        symbol = _COMPARISONS[type(test.ops[0])]
        return self._call("compare", test, ast.Constant(symbol), test.left, test.comparators[0])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return self._passed(node) if _looks_like_check(node) else node

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        call = node.value
        self.generic_visit(node)
        if node.value is call and isinstance(call, ast.Call) and not self._expected and not _mute(call):
            node.value = self._passed(call)
        return node

    def visit_With(self, node: ast.With) -> list[ast.stmt]:
        checks = [item.context_expr for item in node.items if _looks_like_check(item.context_expr)]
        for item in node.items:
            visit = self.generic_visit if item.context_expr in checks else self.visit
            visit(item.context_expr)
        self._expected += bool(checks)
        node.body = self.block(node.body)
        self._expected -= bool(checks)
        return [node, self._note(node)] if checks else [node]

    def visit_Try(self, node: ast.Try) -> ast.Try:
        self._expected += bool(node.handlers)
        node.body = self.block(node.body)
        self._expected -= bool(node.handlers)
        for handler in node.handlers:
            self.generic_visit(handler)
        node.orelse, node.finalbody = self.block(node.orelse), self.block(node.finalbody)
        return node

    visit_TryStar = visit_Try

    def visit_If(self, node: ast.If) -> ast.If:
        node.test = self.visit(node.test)
        node.body, first = self._branch(node.body)
        node.orelse, second = self._branch(node.orelse)
        if first and second:
            self.choices.append((first, second))
        return node

    def _branch(self, body: list[ast.stmt]) -> tuple[list[ast.stmt], frozenset[int]]:
        """A branch rewritten, and the sites in it."""
        outer, self._sites = self._sites, set()
        body = self.block(body)
        found = frozenset(self._sites)
        self._sites = outer | found
        return body, found

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Statements, rewritten."""
        found: list[ast.stmt] = []
        for statement in body:
            new = self.visit(statement)
            found += new if isinstance(new, list) else [new]
        return found

    def _passed(self, call: ast.Call) -> ast.Call:
        """A call that notes its line once it has returned."""
        self._sites.add(call.lineno)
        return self._call("passed", call, ast.Constant(call.lineno), call)

    def _note(self, node: ast.stmt) -> ast.Expr:
        """A statement that notes the line of the one before it."""
        self._sites.add(node.lineno)
        return ast.copy_location(ast.Expr(self._call("note", node, ast.Constant(node.lineno))), node)

    def _call(self, method: str, place: ast.AST, *args: ast.expr) -> ast.Call:
        recorder = ast.Name(self._recorder, ast.Load())
        call = ast.Call(ast.Attribute(recorder, method, ast.Load()), list(args), [])
        for node in (call, call.func, recorder, *args):
            if not hasattr(node, "lineno"):
                ast.copy_location(node, place)
        return call


def _compares(test: ast.expr) -> TypeGuard[ast.Compare]:
    return isinstance(test, ast.Compare) and len(test.ops) == 1


def _condition(test: ast.expr) -> Condition:
    line, column = test.end_lineno or test.lineno, test.end_col_offset or test.col_offset
    return Condition(test.lineno, test.col_offset, line, column, _compares(test))


def _dotted(node: ast.expr) -> list[str]:
    """The names of `a.b.c`; empty for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []


def _looks_like_check(node: ast.expr) -> bool:
    """Whether a call is a check, by its name: `check.close`, `np.testing.assert_...`, `self.assertEqual`."""
    if not isinstance(node, ast.Call):
        return False
    names = _dotted(node.func)
    if len(names) == 2 and names[0] == "check":
        return True
    last = names[-1] if names else getattr(node.func, "attr", "")
    raising = len(names) == 2 and names[0] == "pytest" and last in _RAISING
    return raising or last.lstrip("_").lower().startswith(_PREFIXES)


def _mute(call: ast.Call) -> bool:
    """Whether a statement's call only prints, waits or fills a container."""
    names = _dotted(call.func)
    last = names[-1] if names else getattr(call.func, "attr", "")
    if len(names) == 1:
        return last in _MUTE_NAMES
    return last in _MUTE_METHODS or (bool(names) and names[0] in _MUTE_ROOTS)
