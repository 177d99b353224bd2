"""Calls inside calls, asked as one question: how a test cell is rewritten.

`check.array(add(Tensor(a), Tensor(b)))` asks the student's process four things, of which the test looks at the last
answer only. A question costs far more than what is done for it, so the tree of a test cell is rewritten: a call
that stands as an argument of another is noted (`later`), and goes to the student's process together with the call that
uses it. `check.array` fetches an object's numbers by its method `numpy()`; the answer brings them along.
"""

import ast
import builtins
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeGuard

_COURTS = frozenset(dir(builtins)) | {"np", "math", "pytest", "check", "checks", "ref", "seed", "rng", "random"}
"""Names that the court knows before the student's: what they begin is called as it stands."""

_FRAMES = {"dir", "eval", "exec", "globals", "locals", "super", "vars"}


class Fused(ast.NodeTransformer):
    """Rewrites the tree of a test cell; lines stay as they are, and what is put in is found at the recorder."""

    def __init__(self, recorder: str) -> None:
        self._recorder = recorder

    def visit(self, node: ast.AST) -> Any:
        for block in _blocks(node):
            for statement, following in pairwise(block):
                self._read_next(statement, following)
        return super().visit(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if _is_courts(node.func):
            return self._of_court(node)
        return self._fused(node, "now")

    def _of_court(self, node: ast.Call) -> ast.expr:
        first = node.args[0] if node.args else None
        if _is_reading(node) and _may_wait(first):
            rest = [self.visit(part) for part in node.args[1:]]
            self._visit_options(node)
            return self._call("reading", node, [node.func, self._fused(first, "later"), *rest])
        if _may_hold(node) and sum(map(_may_wait, node.args)) > 1:
            return self._call("now", node, [node.func, *self._arguments(node)])
        self.generic_visit(node)
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return self._display(node)

    def visit_List(self, node: ast.List) -> ast.expr:
        return self._display(node)

    def _display(self, node: ast.Tuple | ast.List) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or len(_waiting(node)) < 2 or _slices(node):
            self.generic_visit(node)
            return node
        options = ast.copy_location(ast.Call(node, [], []), node)
        return self._call("together", options, [self._noted(node)])

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        """The calls of a comprehension, asked together."""
        if any(part.is_async for part in node.generators) or not (_waiting(node.elt) or _is_noted_reading(node.elt)):
            self.generic_visit(node)
            return node
        for part in node.generators:
            part.iter = self.visit(part.iter)
            part.ifs = [self.visit(test) for test in part.ifs]
        arguments: list[ast.expr] = []
        if _waiting(node.elt):
            how, element = "all_of", self._noted(node.elt)
        else:
            line, check = node.elt.args
            rest = [self.visit(argument) for argument in check.args[1:]]
            self._visit_options(check)
            how, arguments = "all_read", [line]
            element = self._call("unread", check, [check.func, self._fused(check.args[0], "later"), *rest])
        elements = ast.copy_location(ast.GeneratorExp(element, node.generators), node)
        return self._call(how, ast.copy_location(ast.Call(node, [], []), node), [*arguments, elements])

    def _noted(self, node: ast.expr) -> ast.expr:
        """A part of a display, with its calls noted."""
        if isinstance(node, ast.Tuple | ast.List) and _waiting(node):
            node.elts = [self._noted(part) for part in node.elts]
            return node
        return self._fused(node, "later") if _may_wait(node) else self.visit(node)

    def _arguments(self, node: ast.Call) -> list[ast.expr]:
        found = [self._fused(part, "later") if _may_wait(part) else self.visit(part) for part in node.args]
        self._visit_options(node)
        return found

    def _fused(self, node: ast.Call, how: str) -> ast.expr:
        """A call, as its arguments allow."""
        if not _is_plain(node):
            self.generic_visit(node)
            return node
        waits = how != "now" or any(map(_may_wait, node.args))
        arguments, function = self._arguments(node), node.func
        if isinstance(function, ast.Attribute) and _may_wait(function.value) and how in ("now", "later"):
            target, name = self._fused(function.value, "later"), ast.Constant(function.attr)
            return self._call(f"method_{how}", node, [target, ast.copy_location(name, function), *arguments])
        node.func, node.args = self.visit(function), arguments
        return self._call(how, node, [node.func, *arguments]) if waits else node

    def _visit_options(self, node: ast.Call) -> None:
        for option in node.keywords:
            option.value = self.visit(option.value)

    def _call(self, how: str, node: ast.Call, arguments: list[ast.expr]) -> ast.Call:
        recorder = ast.copy_location(ast.Name(self._recorder, ast.Load()), node)
        function = ast.copy_location(ast.Attribute(recorder, how, ast.Load()), node)
        function.end_lineno, function.end_col_offset = node.lineno, node.col_offset  # a traceback names its end
        return ast.copy_location(ast.Call(function, arguments, node.keywords), node)

    def _read_next(self, statement: ast.stmt, following: ast.stmt) -> None:
        """`y = f(x)`, and then `check.array(y)`."""
        if not isinstance(statement, ast.Assign) or not _may_wait(call := statement.value):
            return
        if isinstance(call.func, ast.Attribute) and _may_wait(call.func.value):
            return
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        if len(statement.targets) == 1 and names and _reads_first(following, names[0]):
            statement.value = self._fused(call, "soon_read")


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block


def _reads_first(statement: ast.stmt, name: str) -> bool:
    """Whether a statement begins with `check.array(name`."""
    if not isinstance(statement, ast.Assign | ast.Expr):
        return False
    value: ast.expr = statement.value
    while isinstance(value, ast.Call) and _root(value.func).startswith("@"):
        value = value.args[-1]
    if not isinstance(value, ast.Call) or not _is_reading(value):
        return False
    return isinstance(value.args[0], ast.Name) and value.args[0].id == name


def _is_reading(node: ast.Call) -> bool:
    function = node.func
    named = isinstance(function, ast.Attribute) and function.attr == "array" and _root(function) == "check"
    return named and bool(node.args) and not isinstance(node.args[0], ast.Starred) and _is_plain(node)


def _is_noted_reading(node: ast.expr) -> TypeGuard[ast.Call]:
    """Whether an expression is `check.array` of a call that may be the student's, told to note that it has passed."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "passed":
        return False
    check = node.args[-1]
    noted = _root(node.func).startswith("@") and isinstance(check, ast.Call)
    return noted and _is_reading(check) and _may_wait(check.args[0])


def _may_wait(node: ast.AST | None) -> bool:
    """Whether an expression is a call that may be the student's."""
    return isinstance(node, ast.Call) and _is_plain(node) and not _is_courts(node.func)


def _is_plain(node: ast.Call) -> bool:
    """Whether a call has no ** in it."""
    return all(option.arg is not None for option in node.keywords)


def _may_hold(node: ast.Call) -> bool:
    """Whether a function of the court's may be called from elsewhere: the recorder's own and those that look at
    their caller may not."""
    root = _root(node.func)
    return _is_plain(node) and bool(root) and root not in _FRAMES and not root.startswith("@")


def _slices(node: ast.Tuple | ast.List) -> bool:
    """Whether a display is an index with a slice in it, which stands nowhere else."""
    return any(isinstance(part, ast.Slice) for part in node.elts)


def _waiting(node: ast.expr) -> list[ast.expr]:
    """The calls in a display, at any depth, that may wait."""
    if isinstance(node, ast.Tuple | ast.List):
        return [found for part in node.elts for found in _waiting(part)]
    return [node] if _may_wait(node) else []


def _is_courts(function: ast.expr) -> bool:
    root = _root(function)
    return not root or root in _COURTS or root.startswith("@")


def _root(node: ast.AST) -> str:
    """The name that an expression begins with, as `f` in `f(x).y`; empty for any other."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
