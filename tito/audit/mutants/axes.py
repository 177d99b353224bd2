"""Faults of axes: one is dropped, moved or another, or the reduced axis is not kept."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered, called, is_module

_REDUCING = frozenset(
    {"sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "any", "all", "cumsum", "concatenate",
     "stack", "sort", "argsort", "expand_dims", "squeeze"}
)  # fmt: skip
_AXIS = ("axis", "dim", "axes")
_OTHER = {0: 1, 1: 0, -1: 0}


def axis(node: ast.AST) -> Iterator[Change]:
    """Drop a named axis, or name another."""
    for keyword in _keywords(node, _AXIS):
        yield Change(node, _without(node, keyword))
        number = _number(keyword.value)
        if number is not None:
            yield Change(keyword.value, ast.Constant(_OTHER.get(number, number - 1)))


def axis_by_place(node: ast.AST) -> Iterator[Change]:
    """Drop an axis that is given by its place alone."""
    if isinstance(node, ast.Call) and called(node) in _REDUCING and isinstance(node.func, ast.Attribute):
        own = 1 if is_module(node.func.value) else 0
        if len(node.args) > own:
            yield Change(node, altered(node, args=node.args[:-1]))


def keepdims(node: ast.AST) -> Iterator[Change]:
    """Drop keepdims; always keep them where that may be chosen."""
    for keyword in _keywords(node, ("keepdims",)):
        yield Change(node, _without(node, keyword))
        if not isinstance(keyword.value, ast.Constant):
            yield Change(keyword.value, ast.Constant(True))


def _keywords(node: ast.AST, names: tuple[str, ...]) -> list[ast.keyword]:
    return [one for one in node.keywords if one.arg in names] if isinstance(node, ast.Call) else []


def _without(call: ast.Call, keyword: ast.keyword) -> ast.Call:
    return altered(call, keywords=[one for one in call.keywords if one is not keyword])


def _number(node: ast.expr) -> int | None:
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    return sign * node.value if isinstance(node, ast.Constant) and type(node.value) is int else None
