"""Faults of control: a statement left out, a condition forced, a loop left too early."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered

_DELETED = (ast.Return, ast.Raise, ast.AugAssign, ast.Break, ast.Continue, ast.Delete, ast.Assert)
_LOOPS = (ast.For, ast.While)


def statement_deleted(node: ast.AST) -> Iterator[Change]:
    """Leave out a statement, but for one that binds a name for the first time: the name would be missing.

    What a condition that is never true leaves out as well is left to `condition_forced`.
    """
    for body in _bodies(node):
        if _never_reached_alike(node, body):
            continue
        for statement in body:
            if _deletable(statement):
                yield Change(statement, [ast.Pass()])


def condition_forced(node: ast.AST) -> Iterator[Change]:
    """Take a condition for always true, or for never true."""
    if isinstance(node, ast.If | ast.IfExp):
        yield from (Change(node.test, ast.Constant(value)) for value in (True, False))
    elif isinstance(node, ast.While):
        yield Change(node.test, ast.Constant(False))
    elif isinstance(node, ast.comprehension):
        yield from (Change(test, ast.Constant(True)) for test in node.ifs)


def condition_dropped(node: ast.AST) -> Iterator[Change]:
    """Leave out one of the conditions that are joined by `and` or `or`."""
    if isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            left = node.values[:place] + node.values[place + 1 :]
            yield Change(node, left[0] if len(left) == 1 else altered(node, values=left))


def early_return(node: ast.AST) -> Iterator[Change]:
    """Leave a loop after its first turn."""
    if isinstance(node, _LOOPS) and not isinstance(node.body[-1], ast.Return | ast.Break | ast.Raise):
        yield Change(node.body[-1], [node.body[-1], ast.Break()])


def _bodies(node: ast.AST) -> list[list[ast.stmt]]:
    found = (getattr(node, name, None) for name in ("body", "orelse", "finalbody"))
    return [body for body in found if isinstance(body, list)]


def _never_reached_alike(node: ast.AST, body: list[ast.stmt]) -> bool:
    return isinstance(node, ast.If) and not node.orelse and len(body) == 1


def _deletable(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If):
        return bool(statement.orelse)
    for_effect = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    return isinstance(statement, _DELETED) or for_effect or _binds_again(statement)


def _binds_again(statement: ast.stmt) -> bool:
    """Whether a plain assignment gives a name another value within this block, as `x = layer(x)` does."""
    if not isinstance(statement, ast.Assign) or not all(isinstance(one, ast.Name) for one in statement.targets):
        return False
    names = {one.id for one in statement.targets}
    return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(statement.value))
