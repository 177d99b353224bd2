"""Faults of matrix products: operands the wrong way round, a transpose left out."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered, called, is_module, subject

_PRODUCTS = frozenset({"matmul", "dot", "outer", "cross"})
_TRANSPOSES = frozenset({"transpose", "swapaxes", "moveaxis", "permute"})


def swapped_operands(node: ast.AST) -> Iterator[Change]:
    """Exchange the operands of a product that does not commute."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield Change(node, altered(node, left=node.right, right=node.left))
    elif isinstance(node, ast.Call) and called(node) in _PRODUCTS:
        if len(node.args) == 2:
            yield Change(node, altered(node, args=node.args[::-1]))
        elif len(node.args) == 1 and isinstance(node.func, ast.Attribute) and not is_module(node.func.value):
            function = altered(node.func, value=node.args[0])
            yield Change(node, altered(node, func=function, args=[node.func.value]))


def dropped_transpose(node: ast.AST) -> Iterator[Change]:
    """Leave out a transpose."""
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield Change(node, node.value)
    elif isinstance(node, ast.Call) and called(node) in _TRANSPOSES and (value := subject(node)) is not None:
        yield Change(node, value)
