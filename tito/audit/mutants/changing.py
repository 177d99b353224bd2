"""What an operator of ours makes: a piece of a solution's tree, and what stands in its place."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Change:
    """One fault.

    Attributes:
        old: an expression or a statement of the solution.
        new: what replaces it; statements, where it is one.
    """

    old: ast.expr | ast.stmt
    new: ast.expr | list[ast.stmt]


Operator = Callable[[ast.AST], Iterator[Change]]
"""From a node of a solution to the faults that it can be given."""


def altered(node: Node, **fields: Any) -> Node:
    """The node with other fields; it shares the rest, and stands where the node stood."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `sum` of `x.data.sum(axis=0)` and of `np.sum(x)`; "" for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_module(node: ast.expr) -> bool:
    """Whether an expression is a library's name, so that what is called on it is a function and no method."""
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math", "copy", "random")


def subject(call: ast.Call) -> ast.expr | None:
    """What a call works on: `x` of `x.copy()` and of `np.copy(x)`; None where there is no such thing."""
    if isinstance(call.func, ast.Attribute) and not is_module(call.func.value):
        return call.func.value
    return call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None


def shifted(node: ast.expr, by: int) -> ast.expr:
    """An expression for a number that is larger by so much."""
    operator = ast.Add() if by > 0 else ast.Sub()
    return ast.BinOp(left=node, op=operator, right=ast.Constant(abs(by)))
