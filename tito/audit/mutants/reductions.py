"""One reduction for another: the mean for the sum, the smallest for the largest."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered, called

_PAIRS = (("mean", "sum"), ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("any", "all"))
_OTHER = dict(_PAIRS) | {second: first for first, second in _PAIRS}
_BUILTIN = frozenset({"max", "min", "any", "all"})


def other_reduction(node: ast.AST) -> Iterator[Change]:
    """Call the other of two functions that are easily taken for each other."""
    name = called(node)
    if name not in _OTHER:
        return
    if isinstance(node.func, ast.Attribute):
        yield Change(node, altered(node, func=altered(node.func, attr=_OTHER[name])))
    elif name in _BUILTIN:
        yield Change(node, altered(node, func=ast.Name(_OTHER[name])))
