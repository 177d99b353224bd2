"""Rules about special methods: comparisons that flatter, and conversions that could lie."""

import ast
from collections.abc import Iterator

from tito.judge.look import patterns as known
from tito.judge.look.rules.about import About, constant
from tito.judge.look.scopes import Place

_LOOKED_AT = {*known.ALWAYS, *known.LYING, "__hash__"}
_UNSAID = {"__array_ufunc__", "__array_wrap__"}  # `= None` only leaves the operation to the other side


def special_methods(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """`def __eq__(self, other): return True`, `__array__` where the release has none, a hash that never differs."""
    for name, value in _methods(node, place):
        if name in about.allowed or name not in _LOOKED_AT:
            continue
        always = constant(value)
        if name in known.ALWAYS and type(always) in (bool, int) and bool(always) is known.ALWAYS[name]:
            yield f"defines a {name} that always says {always}"
        elif name == "__hash__" and isinstance(always, int | str):
            yield "defines a __hash__ that is always the same"
        elif name in known.LYING and not (name in _UNSAID and isinstance(value, ast.Constant)):
            yield f"defines {name}"


def _methods(node: ast.AST, place: Place) -> Iterator[tuple[str, ast.AST]]:
    """Special methods that a statement defines or assigns, in a class or by `type(name, bases, {...})`."""
    if isinstance(node, ast.FunctionDef):
        yield node.name, node
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name) and place.owner is not None:
                yield target.id, node.value
            elif isinstance(target, ast.Attribute):
                yield target.attr, node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
