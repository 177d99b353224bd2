"""What rules know beside the node that they look at."""

import ast
from dataclasses import dataclass, field

from tito.judge.look.names import Names


@dataclass(frozen=True)
class About:
    """One cell, and the notebook around it.

    Attributes:
        names: what the notebook's names stand for.
        provided: names that locked cells define or import, methods as `Class.method`.
        allowed: names that the released cell itself defines, methods included.
        prose: ids of texts that stand alone, such as docstrings.
        excused: ids of nodes that an honest use around them explains; parents are looked at first.
    """

    names: Names
    provided: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    prose: set[int] = field(default_factory=set)
    excused: set[int] = field(default_factory=set)

    def excuse(self, *nodes: ast.AST) -> None:
        """Say that nodes are honest where they stand."""
        self.excused.update(map(id, nodes))


def constant(function: ast.AST) -> object:
    """The constant that a function or lambda returns each time; Ellipsis where it is none."""
    if isinstance(function, ast.Lambda):
        return _value(function.body)
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return ...
    returned = [_value(node.value) for node in ast.walk(function) if isinstance(node, ast.Return)]
    same = returned and all(type(one) is type(returned[0]) and one == returned[0] for one in returned)
    return returned[0] if same else ...


def _value(node: ast.AST | None) -> object:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("bool_", "bool"):
        return _value(node.args[0]) if node.args else ...  # np.bool_(True)
    return node.value if isinstance(node, ast.Constant) else ...
