"""Faults of memory and state: no copy is made, state is not updated, or twice."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered, called, subject

_COPIES = frozenset({"copy", "deepcopy"})
_CONTAINERS = ("list", "dict")


def alias(node: ast.AST) -> Iterator[Change]:
    """Hand on an object where a copy was made."""
    if not isinstance(node, ast.Call) or (value := subject(node)) is None:
        return
    if called(node) in _COPIES:
        yield Change(node, value)
    elif called(node) == "array" and isinstance(node.func, ast.Attribute):
        yield Change(node, altered(node, func=altered(node.func, attr="asarray")))
    elif isinstance(node.func, ast.Name) and node.func.id in _CONTAINERS and len(node.args) == 1:
        yield Change(node, value)


def state_not_updated(node: ast.AST) -> Iterator[Change]:
    """Leave out an assignment to an attribute or an element."""
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign):
        targets = [node.target]
    else:
        return
    if any(isinstance(target, ast.Attribute | ast.Subscript) for target in targets):
        yield Change(node, [ast.Pass()])


def state_updated_twice(node: ast.AST) -> Iterator[Change]:
    """Do twice what changes something in place."""
    called_for_effect = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    if isinstance(node, ast.AugAssign) or called_for_effect:
        yield Change(node, [node, node])
