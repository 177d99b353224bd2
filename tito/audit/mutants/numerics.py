"""Numerical faults: no eps, no scale, the wrong sign, float64 where the dtype was to stay."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered, called, subject

_SMALL = 1e-3
_SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_ELEMENTWISE = frozenset(
    {"sqrt", "exp", "log", "log2", "log10", "log1p", "expm1", "abs", "square", "tanh", "sin", "cos", "sign", "floor",
     "ceil", "round", "rint", "reciprocal", "fabs"}
)  # fmt: skip


def dropped_eps(node: ast.AST) -> Iterator[Change]:
    """Leave out a small number that keeps a division or a logarithm finite."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        if _is_small(node.right):
            yield Change(node, node.left)
        elif _is_small(node.left):
            yield Change(node, node.right)
    elif called(node) in ("maximum", "max", "clip") and any(map(_is_small, node.args)):
        value = subject(node)
        if value is not None and not _is_small(value):
            yield Change(node, value)


def wrong_sign(node: ast.AST) -> Iterator[Change]:
    """Negate what a formula comes to; add in place of taking away."""
    if isinstance(node, ast.Assign | ast.Return) and isinstance(node.value, ast.BinOp):
        if not isinstance(node.value.op, ast.BitOr | ast.BitAnd | ast.Mod):
            yield Change(node.value, ast.UnaryOp(ast.USub(), node.value))
    elif isinstance(node, ast.AugAssign) and type(node.op) in _SWAPPED:
        yield Change(node, [altered(node, op=_SWAPPED[type(node.op)]())])


def missing_scale(node: ast.AST) -> Iterator[Change]:
    """Leave out a factor or a divisor."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
        yield Change(node, node.left)
        if isinstance(node.op, ast.Mult):
            yield Change(node, node.right)


def function_dropped(node: ast.AST) -> Iterator[Change]:
    """Leave out a root, an exponential, a logarithm, an absolute value."""
    if called(node) in _ELEMENTWISE and (value := subject(node)) is not None:
        yield Change(node, value)


def leaked_float64(node: ast.AST) -> Iterator[Change]:
    """Leave out what keeps the dtype."""
    if not isinstance(node, ast.Call):
        return
    value = subject(node)
    if called(node) == "astype" and value is not None:
        yield Change(node, value)
    if any(keyword.arg == "dtype" for keyword in node.keywords):
        yield Change(node, altered(node, keywords=[one for one in node.keywords if one.arg != "dtype"]))


def _is_small(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return 0 < abs(node.value) <= _SMALL
    name = getattr(node, "id", getattr(node, "attr", ""))
    return "eps" in str(name)
